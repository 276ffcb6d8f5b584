using NotifierSdk;
using NotifierSdk.Linux;
using RdmaOdp.Machine;

namespace RdmaOdp.Driver;

/// <summary>
/// Memory that an application registered, as its device sees it: the page table, and the regions that keep it correct. There is one at first, and one
/// more for each hole that was punched into the memory.
/// </summary>
public sealed class RegisteredMemory : IMemoryRegion
{
    private readonly MappedMemory _memory;
    private readonly PhysicalMemory _physicalMemory;
    private readonly RegionCounters _counters;
    private readonly DriverLock _lock = new("memory region");
    private readonly PageTable _pages;
    private readonly List<Part> _parts; // in order; the ranges between them are holes. Under the lock, as is what follows.
    private bool _isRegistered;

    /// <summary>What a region covers. The lists of tree and driver change together, under the lock.</summary>
    private sealed record Part(AddressRange Range, MemoryRegion Region);

    /// <summary>Prepares to register all of the memory.</summary>
    public RegisteredMemory(MappedMemory memory, PhysicalMemory physicalMemory, RegionCounters counters)
    {
        (_memory, _physicalMemory, _counters) = (memory, physicalMemory, counters);
        _pages = new PageTable(memory.Range);
        _parts = [new Part(memory.Range, NewRegion())];
    }

    /// <inheritdoc/>
    public void Register()
    {
        using (_lock.EnterScope())
        {
            var batch = new NotifierBatch();
            foreach (var (range, region) in _parts)
                batch.Insert(region, range);
            _memory.Space.Apply(batch);
            _isRegistered = true;
        }
    }

    /// <inheritdoc/>
    public void Deregister()
    {
        // The regions are not told of their removal, so the device is stopped first. A fault in flight may still commit; nobody looks any more.
        MemoryRegion[] regions;
        using (_lock.EnterScope())
        {
            _isRegistered = false;
            regions = [.. _parts.Select(part => part.Region)]; // no hole is punched from here on
        }

        foreach (var region in regions)
            region.Remove();
        using (_lock.EnterScope())
            _pages.Clear(_memory.Range);
    }

    /// <inheritdoc/>
    public bool TryPunchHole(AddressRange hole)
    {
        // One hold of the lock, and one swap: no commit sees the page table between the two, and there is no moment in which an invalidation of
        // what lies behind the hole reaches nobody. A fault that has looked at the hole collides, for its region was updated.
        using (_lock.EnterScope())
        {
            var index = _parts.FindIndex(part => part.Range.Start < hole.Start && hole.Last < part.Range.Last);
            if (!_isRegistered || index < 0)
                return false;

            var (whole, region) = _parts[index];
            var before = new Part(AddressRange.FromBounds(whole.Start, hole.Start - 1), region);
            var behind = new Part(AddressRange.FromBounds(hole.Last + 1, whole.Last), NewRegion());
            // First the entries, then the region, under one hold of the lock: afterwards nobody is told of the hole.
            _pages.Clear(hole);
            _memory.Space.Apply(new NotifierBatch().Update(region, whole, before.Range).Insert(behind.Region, behind.Range));
            _parts[index] = before;
            _parts.Insert(index + 1, behind);
            return true;
        }
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
                return PartAt(address) is null ? TransferOutcome.Refused : TransferOutcome.Missing;
            _physicalMemory.Perform(frame, in transfer);
            return TransferOutcome.Done;
        }
    }

    /// <inheritdoc/>
    public void Evict(AddressRange range)
    {
        using (_lock.EnterScope())
            _pages.Clear(range);
    }

    /// <summary>Fills the page table for what is mapped of the range, up to the next hole.</summary>
    public FaultStatus Fault(AddressRange range)
    {
        while (true)
        {
            Part? part;
            using (_lock.EnterScope())
                part = PartAt(range.Start);
            if (part?.Range.Intersect(range) is not { } covered)
                return FaultStatus.Removed;
            try
            {
                return part.Region.Fault(covered);
            }
            catch (ArgumentOutOfRangeException) when (!part.Region.Range.Contains(covered))
            {
                // A hole was punched meanwhile, and the region became smaller than what it was asked for: look again who covers what.
            }
        }
    }

    private Part? PartAt(ulong address) => _parts.Find(part => part.Range.Contains(address));

    private MemoryRegion NewRegion() => new(_lock, _pages, _memory, _counters);
}
