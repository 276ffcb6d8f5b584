using NotifierSdk.Linux;
using RdmaOdp.Driver;
using RdmaOdp.Machine;

namespace NotifierSdk.RdmaOdp.Tests;

/// <summary>Registered memory of eight pages, of which the application gives pages 3 and 4 up.</summary>
public sealed class HoleTests : IDisposable
{
    private const int Pages = 8;

    private readonly AddressSpace _space = new("application");
    private readonly PhysicalMemory _frames = new(Pages);
    private readonly MemoryFile _file = MemoryFile.Create("application", Pages * PhysicalMemory.PageSize);
    private readonly RegionCounters _counters = new();
    private readonly MappedMemory _memory;
    private readonly RegisteredMemory _registered;

    public HoleTests()
    {
        _memory = MappedMemory.Map(_space, _file, 0, _file.Length);
        _registered = new RegisteredMemory(_memory, _frames, _counters);
        _registered.Register();
    }

    [Fact]
    public void Accesses_into_the_hole_fail_at_once_and_the_rest_goes_on()
    {
        Assert.Equal(FaultStatus.Completed, _registered.Fault(Range(0, Pages)));
        Assert.True(_registered.TryPunchHole(Range(3, 2)));

        Assert.Equal([TransferOutcome.Done, TransferOutcome.Refused, TransferOutcome.Refused, TransferOutcome.Done], Enumerable.Range(2, 4).Select(Access));
        Assert.Equal(FaultStatus.Removed, _registered.Fault(Range(3, 5)));
        Assert.Equal(2, _space.Find(_memory.Range).Count);
    }

    [Fact]
    public void Nobody_is_told_of_the_hole_and_each_side_is_told_of_its_own()
    {
        _registered.Fault(Range(0, Pages));
        _registered.TryPunchHole(Range(3, 2));
        _memory.Unmap(Range(3, 2));
        Assert.Equal(0, _counters.Invalidations);

        _memory.Unmap(Range(2, 1));
        _memory.Unmap(Range(5, 1));
        Assert.Equal(2, _counters.Invalidations);
        Assert.Equal([TransferOutcome.Done, TransferOutcome.Missing], new[] { 1, 2 }.Select(Access));
        Assert.Equal([TransferOutcome.Missing, TransferOutcome.Done], new[] { 5, 6 }.Select(Access));
    }

    [Fact]
    public void A_fault_fills_the_page_table_up_to_the_hole()
    {
        _registered.TryPunchHole(Range(3, 2));
        Assert.Equal(FaultStatus.Completed, _registered.Fault(Range(0, Pages)));
        Assert.Equal([TransferOutcome.Done, TransferOutcome.Refused, TransferOutcome.Missing], new[] { 2, 3, 5 }.Select(Access));
    }

    [Fact]
    public void A_fault_that_waits_while_the_hole_is_punched_goes_on_with_what_is_left()
    {
        var fault = FaultStatus.Removed;
        Exception? thrown = null;
        var faulting = new Thread(() => thrown = Record.Exception(() => fault = _registered.Fault(Range(0, Pages)))) { IsBackground = true };
        using (_space.BeginInvalidate(Range(1, 1), InvalidationEvent.Unmap))
        {
            faulting.Start();
            Assert.True(SpinWait.SpinUntil(() => faulting.ThreadState.HasFlag(ThreadState.WaitSleepJoin), TimeSpan.FromMinutes(1)));
            Assert.True(_registered.TryPunchHole(Range(3, 2)));
        }

        Assert.True(faulting.Join(TimeSpan.FromMinutes(1)));
        Assert.Null(thrown);
        Assert.Equal(FaultStatus.Completed, fault);
        Assert.Equal([TransferOutcome.Done, TransferOutcome.Refused, TransferOutcome.Missing], new[] { 2, 3, 5 }.Select(Access));
    }

    [Fact]
    public void The_hole_stays_when_the_memory_is_registered_anew()
    {
        _registered.TryPunchHole(Range(3, 2));
        _registered.Deregister();
        Assert.False(_registered.TryPunchHole(Range(6, 1)));
        Assert.Equal(TransferOutcome.Refused, Access(2));

        _registered.Register();
        Assert.Equal([TransferOutcome.Missing, TransferOutcome.Refused, TransferOutcome.Missing], new[] { 2, 3, 5 }.Select(Access));
        Assert.True(_registered.TryPunchHole(Range(6, 1)));
        Assert.Equal(3, _space.Find(_memory.Range).Count);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(7, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 2)]
    [InlineData(5, 1)]
    public void What_does_not_lie_in_the_middle_of_a_part_is_no_hole(int first, int count)
    {
        _registered.TryPunchHole(Range(3, 2));
        Assert.False(_registered.TryPunchHole(Range(first, count)));
        Assert.Equal(2, _space.Find(_memory.Range).Count);
    }

    [Fact]
    public void In_a_released_space_faults_end_as_released_and_no_hole_is_punched()
    {
        _registered.Fault(Range(0, Pages));
        _space.Dispose();
        Assert.Equal(TransferOutcome.Missing, Access(2));
        Assert.Equal(FaultStatus.Released, _registered.Fault(Range(2, 1)));
        Assert.Throws<ObjectDisposedException>(() => _registered.TryPunchHole(Range(3, 2)));
        Assert.Equal(FaultStatus.Released, _registered.Fault(Range(3, 1)));
    }

    public void Dispose()
    {
        _space.Dispose();
        _registered.Deregister();
        _memory.Dispose();
        _file.Dispose();
        _frames.Dispose();
    }

    private AddressRange Range(int first, int count) =>
        AddressRange.FromLength(_memory.Range.Start + (ulong)first * PhysicalMemory.PageSize, (ulong)count * PhysicalMemory.PageSize);

    private TransferOutcome Access(int page) =>
        _registered.Access(Range(page, 1).Start, new Transfer(new PageOwner(1, 1, page), Block: 0, IsWrite: true, Number: 1));
}
