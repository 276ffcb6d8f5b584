using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace NotifierSdk.Runtime.Tests.Engine;

/// <summary>
/// The hot paths are short, and clear next to nothing, because what is rare stands in methods of its own. One string that is formatted on such a path, or one method that the compiler
/// begins to inline, and the frame has hundreds of bytes again. So the compiler is asked.
/// </summary>
public class MachineCodeTests
{
    // Code and frame in bytes, about a tenth above what was seen on x64 with vectors of 256 bits. Of several overloads, the one that was compiled last counts.
    private static readonly Dictionary<string, (int Code, int Frame)> s_limits = new()
    {
        ["IntervalNotifier:ReadBegin"] = (210, 16),
        ["IntervalNotifier:ReadRetry"] = (155, 16),
        ["AddressSpace:Begin"] = (545, 48),
        ["AddressSpace:TryCallOverlapping"] = (560, 16),
        ["AddressSpace:TryCall"] = (725, 208),
        ["CallbackWalk:StartAll"] = (805, 80),
        ["CallbackWalk:Start"] = (325, 32),
        ["CallbackWalk:Finish"] = (275, 40),
        ["InvalidationSlot:EndScope"] = (75, 16),
        ["InvalidationSlot:End"] = (120, 16),
    };

    [Fact]
    public void The_hot_paths_stay_short()
    {
        Assert.SkipUnless(
            RuntimeInformation.ProcessArchitecture == Architecture.X64 && Vector256.IsHardwareAccelerated && !OperatingSystem.IsWindows(),
            "The limits are for x64 with vectors of 256 bits, and for the calling convention of Unix.");
        var code = MachineCode.Compile(s_limits.Keys);
        Assert.True(code.Of("AddressSpace:Begin").Code > 400, "A part of begin is not inlined into it any more, so nothing here would see that part grow.");
        Assert.All(s_limits, limit =>
        {
            var (method, (most, mostFrame)) = limit;
            var (bytes, frame) = code.Of(method);
            TestContext.Current.TestOutputHelper?.WriteLine($"{method}: {bytes} bytes of code, {frame} of frame");
            Assert.True(bytes <= most && frame <= mostFrame, $"{method} has {bytes} bytes of code and {frame} of frame; at most {most} and {mostFrame} are allowed. Let what is rare stand in a method that is not inlined.");
        });
    }
}
