// Correct: the collect step returns a half-finished result when its section has collided; that can never be committed, because what has collided stays collided, and the fault starts over.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;


public interface IObjectHeap
{
    /// <summary>The first object at or behind the address, or null.</summary>
    (ulong Address, uint Size)? NextObject(ulong address);
}

/// <summary>Card summaries of a heap region: how many objects, how many bytes.</summary>
public sealed partial class RegionCensus : IntervalNotifier, IDisposable
{
    public readonly record struct Census(int Objects, ulong Bytes);

    [DriverLock] private readonly DriverLock _lock = new("region census");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, Census> _regions = [];
    private readonly IObjectHeap _heap;
    private readonly ulong _regionSize;

    public RegionCensus(IObjectHeap heap, ulong regionSize)
    {
        _heap = heap;
        _regionSize = regionSize;
    }

    [Fault(Collect = nameof(Count), Commit = nameof(Record), MaxAttempts = 8)]
    public partial FaultOutcome TakeCensus(AddressRange region, CancellationToken cancel);

    public Census? Find(ulong address)
    {
        using (_lock.EnterScope())
            return _regions.TryGetValue(address / _regionSize, out var census) ? census : null;
    }

    public void Dispose() => TryRemove();

    [Invalidate]
    private void Forget(AddressRange range)
    {
        var first = range.Start / _regionSize;
        var last = range.Last / _regionSize;
        if (last - first >= (ulong)_regions.Count)
        {
            foreach (var region in new List<ulong>(_regions.Keys))
            {
                if (region >= first && region <= last)
                    _regions.Remove(region);
            }

            return;
        }

        for (var region = first; region <= last; region++)
            _regions.Remove(region);
    }

    private Census Count(AddressRange region, ReadSection section, CancellationToken cancel)
    {
        var objects = 0;
        var bytes = 0ul;
        var next = _heap.NextObject(region.Start);
        while (next is var (address, size) && region.Contains(address))
        {
            cancel.ThrowIfCancellationRequested();
            if (objects % 1024 == 0 && section.HasCollided)
                break; // no need to count to the end

            objects++;
            bytes += size;
            if (address + size > region.Last)
                break;
            next = _heap.NextObject(address + size);
        }

        return new Census(objects, bytes);
    }

    private void Record(AddressRange region, Census census) => _regions[region.Start / _regionSize] = census;
}
