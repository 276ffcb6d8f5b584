extern alias WithoutRetry;

using NotifierSdk.Linux;
using NotifierSdk.Testing;
using RdmaOdp.Driver;
using RdmaOdp.Machine;

namespace NotifierSdk.RdmaOdp.Tests;

/// <summary>The driver of the sample, explored: what the device reaches is what the application has mapped, whatever runs when.</summary>
public sealed class ExploredTests : IDisposable
{
    private const int Pages = 4;
    private static readonly ulong s_pageSize = PhysicalMemory.PageSize;
    private static readonly Transfer s_transfer = new(default, Block: 0, IsWrite: true, Number: 1);

    private readonly PhysicalMemory _frames = new(Pages);
    private readonly MemoryFile _file = MemoryFile.Create("application", Pages * s_pageSize);

    [Fact]
    public void A_fault_never_enters_what_was_unmapped()
    {
        var exploration = Interleavings.Explore(scenario =>
        {
            var (memory, registered) = Register(scenario, (memory, frames, counters) => new RegisteredMemory(memory, frames, counters));
            scenario.Thread("fault", () => registered.Fault(PageOf(memory, 0)));
            scenario.Thread("unmap", () => Unmap(scenario, memory, registered, 0));
        });
        Assert.True(exploration.IsComplete, exploration.ToString());
    }

    [Fact]
    public void A_fault_a_hole_and_an_unmap_go_together() => Interleavings.Explore(
        scenario =>
        {
            var (memory, registered) = Register(scenario, (memory, frames, counters) => new RegisteredMemory(memory, frames, counters));
            scenario.Thread("fault", () => registered.Fault(AddressRange.FromBounds(PageOf(memory, 1).Start, PageOf(memory, 2).Last)));
            scenario.Thread("hole", () =>
            {
                registered.TryPunchHole(PageOf(memory, 1));
                if (registered.Access(PageOf(memory, 1).Start, s_transfer) != TransferOutcome.Refused)
                    scenario.Fail("the device reaches into a hole");
            });
            scenario.Thread("unmap", () => Unmap(scenario, memory, registered, 2));
        },
        new ExplorationOptions { MaxSchedules = 2_000, RandomSchedules = 300 });

    [Fact]
    public void A_fault_and_a_deregistration_go_together()
    {
        var exploration = Interleavings.Explore(scenario =>
        {
            var (memory, registered) = Register(scenario, (memory, frames, counters) => new RegisteredMemory(memory, frames, counters));
            scenario.Thread("fault", () => registered.Fault(PageOf(memory, 0)));
            scenario.Thread("deregister", () =>
            {
                registered.Deregister();
                if (registered.Access(PageOf(memory, 0).Start, s_transfer) != TransferOutcome.Refused)
                    scenario.Fail("the device goes on after the deregistration");
            });
        });
        Assert.True(exploration.IsComplete, exploration.ToString());
    }

    [Fact]
    public void The_copy_without_the_retry_line_is_found()
    {
        var failure = Assert.Throws<InterleavingException>(() => Interleavings.Explore(scenario =>
        {
            var (memory, registered) = Register(scenario, (memory, frames, counters) => new WithoutRetry::RdmaOdp.Driver.RegisteredMemory(memory, frames, counters));
            scenario.Thread("fault", () => registered.Fault(PageOf(memory, 0)));
            scenario.Thread("unmap", () => Unmap(scenario, memory, registered, 0));
        }));
        TestContext.Current.TestOutputHelper?.WriteLine(failure.Message);
        Assert.Contains("the device reaches page 0, which is not mapped", failure.Message, StringComparison.Ordinal);
        Assert.Equal(1, failure.Exploration.Preemptions);
    }

    public void Dispose()
    {
        _file.Dispose();
        _frames.Dispose();
    }

    private (MappedMemory Memory, IMemoryRegion Registered) Register(Scenario scenario, MakeRegion make)
    {
        var space = new AddressSpace("application");
        scenario.Adopt(space);
        var memory = scenario.Own(MappedMemory.Map(space, _file, 0, _file.Length));
        var registered = make(memory, _frames, new RegionCounters());
        registered.Register();
        for (var page = 0; page < Pages; page++)
        {
            var checkedPage = page;
            scenario.AtEnd(() => IsStale(memory, registered, checkedPage) ? Stale(checkedPage) : null);
        }

        return (memory, registered);
    }

    private static void Unmap(Scenario scenario, MappedMemory memory, IMemoryRegion registered, int page)
    {
        memory.Unmap(PageOf(memory, page));
        if (IsStale(memory, registered, page))
            scenario.Fail(Stale(page));
    }

    private static bool IsStale(MappedMemory memory, IMemoryRegion registered, int page) =>
        registered.Access(PageOf(memory, page).Start, s_transfer) == TransferOutcome.Done && !memory.TryTranslate(PageOf(memory, page).Start, out _, out _);

    private static string Stale(int page) => $"the device reaches page {page}, which is not mapped";

    private static AddressRange PageOf(MappedMemory memory, int page) => AddressRange.FromLength(memory.Range.Start + (ulong)page * s_pageSize, s_pageSize);
}
