using NotifierSdk;
using NotifierSdk.Linux;
using RdmaOdp.Machine;

namespace RdmaOdp.Driver;

/// <summary>
/// The notifier of one unbroken range of registered memory, with on-demand paging: nothing is pinned. What is missing in the page table is faulted in,
/// and what the application unmaps is dropped before it is gone. Regions that were split from one another share driver lock and page table.
/// </summary>
public sealed partial class MemoryRegion : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock;
    [GuardedBy(nameof(_lock))] private readonly PageTable _pages;
    private readonly MappedMemory _memory;
    private readonly RegionCounters _counters;

    internal MemoryRegion(DriverLock driverLock, PageTable pages, MappedMemory memory, RegionCounters counters) =>
        (_lock, _pages, _memory, _counters) = (driverLock, pages, memory, counters);

    /// <summary>What a region loses to a hole is another's, or was dropped before; what all of them leave behind <see cref="RegisteredMemory"/> drops.</summary>
    protected override bool IsToldOfRemoval => false;

    /// <summary>Fills the page table for what is mapped of the range.</summary>
    [Fault(Collect = nameof(Walk), Commit = nameof(Map))]
    public partial FaultStatus Fault(AddressRange range);

    /// <summary>Drops what the region covers of the change, or covered when the change began: the region may have been made smaller since.</summary>
    [Invalidate]
    private void Unmap(AddressRange range)
    {
        _pages.Clear(range);
        _counters.CountInvalidation();
    }

    /// <summary>Walks the primary mapping: which frame is behind each page? False if the first page, the one that the device waits for, is not mapped.</summary>
    private bool Walk(AddressRange range, ReadSection section, out int[] frames)
    {
        if (section.Attempt > 1)
            _counters.CountCollision(); // the retry check of the attempt before said yes
        frames = [];
        if (FrameAt(range.Start) == PageTable.Absent)
            return false;
        frames = new int[range.Length / PhysicalMemory.PageSize];
        for (var page = 0; page < frames.Length; page++)
            frames[page] = FrameAt(range.Start + (ulong)page * PhysicalMemory.PageSize);
        return true;
    }

    private int FrameAt(ulong address) =>
        _memory.TryTranslate(address, out _, out var offset) ? (int)(offset / PhysicalMemory.PageSize) : PageTable.Absent;

    private void Map(AddressRange range, int[] frames) => _pages.Set(range.Start, frames);
}
