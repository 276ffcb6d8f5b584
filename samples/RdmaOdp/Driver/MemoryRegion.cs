using NotifierSdk;
using NotifierSdk.Linux;
using RdmaOdp.Machine;

namespace RdmaOdp.Driver;

/// <summary>
/// The driver of one memory region, with on-demand paging: nothing is pinned. The device reads and writes through the page table; what is missing
/// there is faulted in, and what the application unmaps is dropped before it is gone.
/// </summary>
public sealed partial class MemoryRegion(MappedMemory memory, PhysicalMemory physicalMemory, RegionCounters counters) : IntervalNotifier, IMemoryRegion
{
    [DriverLock] private readonly DriverLock _lock = new("memory region");
    [GuardedBy(nameof(_lock))] private readonly PageTable _pages = new(memory.Range);
    [GuardedBy(nameof(_lock))] private bool _isRegistered;

    /// <summary>Fills the page table for what is mapped of the range.</summary>
    [Fault(Collect = nameof(Walk), Commit = nameof(Map))]
    public partial FaultStatus Fault(AddressRange range);

    /// <inheritdoc/>
    public void Register()
    {
        memory.Space.Insert(this, memory.Range);
        using (_lock.EnterScope())
            _isRegistered = true;
    }

    /// <inheritdoc/>
    public void Deregister()
    {
        // Invalidations stop coming while Remove runs, so the device is stopped first. A fault in flight may still commit; nobody looks any more.
        using (_lock.EnterScope())
            _isRegistered = false;
        Remove();
        using (_lock.EnterScope())
            _pages.Clear(memory.Range);
    }

    /// <inheritdoc/>
    public TransferOutcome Access(ulong address, in Transfer transfer)
    {
        // The lock is held from the look into the page table until the transfer is done: an invalidation's callback, which takes it, returns when
        // no transfer is under way.
        using (_lock.EnterScope())
        {
            if (!_isRegistered)
                return TransferOutcome.Refused;
            var frame = _pages[address];
            if (frame == PageTable.Absent)
                return TransferOutcome.Missing;
            physicalMemory.Perform(frame, in transfer);
            return TransferOutcome.Done;
        }
    }

    /// <inheritdoc/>
    public void Evict(AddressRange range)
    {
        using (_lock.EnterScope())
            _pages.Clear(range);
    }

    [Invalidate]
    private void Unmap(in Invalidation invalidation)
    {
        _pages.Clear(invalidation.Range);
        counters.CountInvalidation();
    }

    /// <summary>Walks the primary mapping: which frame is behind each page? False if the first page, the one that the device waits for, is not mapped.</summary>
    private bool Walk(AddressRange range, ReadSection section, out int[] frames)
    {
        if (section.Attempt > 1)
            counters.CountCollision(); // the retry check of the attempt before said yes
        frames = [];
        if (FrameAt(range.Start) == PageTable.Absent)
            return false;
        frames = new int[range.Length / PhysicalMemory.PageSize];
        for (var page = 0; page < frames.Length; page++)
            frames[page] = FrameAt(range.Start + (ulong)page * PhysicalMemory.PageSize);
        return true;
    }

    private int FrameAt(ulong address) =>
        memory.TryTranslate(address, out _, out var offset) ? (int)(offset / PhysicalMemory.PageSize) : PageTable.Absent;

    private void Map(AddressRange range, int[] frames) => _pages.Set(range.Start, frames);
}
