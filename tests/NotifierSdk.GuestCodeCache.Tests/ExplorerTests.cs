extern alias WithoutRetry;

using GuestCodeCache.Machine.Execution;
using GuestCodeCache.Machine.Instructions;
using GuestCodeCache.Machine.Kernel;
using NotifierSdk.Testing;

namespace NotifierSdk.GuestCodeCache.Tests;

/// <summary>A translation and a store to what is translated, in every order of their steps: what is kept afterwards does what the code says.</summary>
public class ExplorerTests
{
    private const int A0 = 10;

    private static readonly ExplorationOptions s_options = new() { MaxSchedules = 800, RandomSchedules = 100 };

    [Fact]
    public void The_generated_driver_keeps_no_translation_of_what_was_overwritten()
    {
        var exploration = Explore((memory, translator, counters) => new global::GuestCodeCache.Driver.CodeCache(memory, translator, counters));
        TestContext.Current.TestOutputHelper?.WriteLine(exploration.ToString());
        Assert.Null(exploration.Verdict);
        Assert.InRange(exploration.Schedules, 100, 900); // each compiles a block or more, so not every interleaving
    }

    [Fact]
    public void The_driver_without_the_retry_line_does()
    {
        var failure = Assert.Throws<InterleavingException>(
            () => Explore((memory, translator, counters) => new WithoutRetry::GuestCodeCache.Driver.CodeCache(memory, translator, counters)));
        TestContext.Current.TestOutputHelper?.WriteLine(failure.Message);
        Assert.Equal(Verdict.Failed, failure.Exploration.Verdict);
        Assert.Contains("the code returns 2, and what is kept of it 1", failure.Message, StringComparison.Ordinal);
    }

    private static Exploration Explore(MakeCache makeCache) => Interleavings.Explore(
        scenario =>
        {
            var guest = new Guest([.. BitConverter.GetBytes(Returning(1)), .. BitConverter.GetBytes(new Instruction(Operation.Ecall).Encode())]);
            scenario.Adopt(guest.Memory.Space);
            var cache = makeCache(guest.Memory, guest.Translator, new CacheCounters())!;
            scenario.Thread("translate", () => cache.Fill(Guest.Code));
            scenario.Thread("store", () => guest.Hart.StoreWord(Guest.Code, (int)Returning(2)));
            scenario.AtEnd(() =>
            {
                var what = cache.Find(Guest.Code) is { } block ? Run(block, guest.Hart) : 2;
                return what == 2 ? null : $"the code returns 2, and what is kept of it {what}";
            });
        },
        s_options);

    private static uint Run(TranslatedBlock block, Hart hart)
    {
        block.Run(hart);
        return hart[A0];
    }

    private static uint Returning(int value) => new Instruction(Operation.Addi, A0, 0, 0, value).Encode();
}
