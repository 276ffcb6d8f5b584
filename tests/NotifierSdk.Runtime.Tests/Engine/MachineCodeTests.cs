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
        ["Owner:Change"] = (565, 48),
        ["InvalidationScope:Dispose"] = (60, 16),
        ["InvalidationSlot:TryEndScope"] = (85, 16),
        ["InvalidationSlot:End"] = (120, 16),
        ["AddressSpace:TryCallOverlapping"] = (515, 184),
        ["CallbackWalk:StartAll"] = (725, 48),
        ["CallbackWalk:Start"] = (240, 32),
        ["CallbackWalk:Finish"] = (150, 24),
    };

    [Fact]
    public void The_hot_paths_stay_short()
    {
        Assert.SkipUnless(
            RuntimeInformation.ProcessArchitecture == Architecture.X64 && Vector256.IsHardwareAccelerated && !OperatingSystem.IsWindows(),
            "The limits are for x64 with vectors of 256 bits, and for the calling convention of Unix.");
        var code = MachineCode.Compile(s_limits.Keys);
        Assert.True(code.Of("Owner:Change").Code > 400, "A begin is not inlined into its caller any more, so nothing here would see it grow.");
        Assert.All(s_limits, limit =>
        {
            var (method, (most, mostFrame)) = limit;
            var (bytes, frame) = code.Of(method);
            TestContext.Current.TestOutputHelper?.WriteLine($"{method}: {bytes} bytes of code, {frame} of frame");
            Assert.True(bytes <= most && frame <= mostFrame, $"{method} has {bytes} bytes of code and {frame} of frame; at most {most} and {mostFrame} are allowed. Let what is rare stand in a method that is not inlined.");
        });
    }
}
