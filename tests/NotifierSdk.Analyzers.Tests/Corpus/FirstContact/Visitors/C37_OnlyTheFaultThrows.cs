// Correct: the fault and the public members throw once the tracker is closed, and the callback goes on dropping.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using NotifierSdk;

public sealed partial class ObjectTracker : IntervalNotifier, IDisposable
{
    private readonly Func<AddressRange, IReadOnlyList<ulong>> _scan;

    [DriverLock] private readonly DriverLock _lock = new("object tracker");
    [GuardedBy(nameof(_lock))] private readonly SortedDictionary<ulong, IReadOnlyList<ulong>> _objects = [];
    private volatile bool _closed;

    public ObjectTracker(Func<AddressRange, IReadOnlyList<ulong>> scan) => _scan = scan;

    public int Count
    {
        get
        {
            ThrowIfClosed();
            using (_lock.EnterScope())
                return _objects.Values.Sum(list => list.Count);
        }
    }

    [Fault(Collect = nameof(Scan), Commit = nameof(Record), ExclusiveAfter = 8)]
    public partial FaultOutcome Visit(AddressRange segment);

    public void Dispose()
    {
        _closed = true;
        TryRemove();
    }

    private void ThrowIfClosed() => ObjectDisposedException.ThrowIf(_closed, this);

    private IReadOnlyList<ulong> Scan(AddressRange segment)
    {
        ThrowIfClosed();
        return _scan(segment);
    }

    private void Record(AddressRange segment, IReadOnlyList<ulong> found) => _objects[segment.Start] = found;

    [Invalidate]
    private void Forget(in Invalidation invalidation)
    {
        Debug.Assert(invalidation.Range.Overlaps(invalidation.Overlap), "the overlap is a part of the range");
        var overlap = invalidation.Overlap;
        var stale = new List<ulong>();
        foreach (var (segment, _) in _objects)
        {
            if (segment > overlap.Last)
                break;
            if (segment >= overlap.Start)
                stale.Add(segment);
        }

        stale.ForEach(segment => _objects.Remove(segment));
    }
}
