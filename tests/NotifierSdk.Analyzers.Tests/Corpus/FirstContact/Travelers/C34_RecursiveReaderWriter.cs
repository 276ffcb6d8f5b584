// Correct: Compact holds the write lock and calls Evict, which takes it again: the lock was created with support for recursion.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;


public sealed partial class ColumnCache : IntervalNotifier, IDisposable
{
    private const ulong SegmentSize = 1 << 20;

    [DriverLock] private readonly ReaderWriterLockSlim _rw = new(LockRecursionPolicy.SupportsRecursion);
    [GuardedBy(nameof(_rw))] private readonly Dictionary<ulong, long[]> _segments = [];
    private readonly Func<AddressRange, long[]> _decode;

    public ColumnCache(Func<AddressRange, long[]> decode) => _decode = decode;

    [Fault(Collect = nameof(Decode), Commit = nameof(Keep))]
    public partial FaultStatus Load(AddressRange segment, CancellationToken cancellationToken);

    public bool Scan(ulong segment, Action<long[]> aggregate)
    {
        _rw.EnterReadLock();
        try
        {
            if (!_segments.TryGetValue(segment, out var column))
                return false;
            aggregate(column);
            return true;
        }
        finally
        {
            _rw.ExitReadLock();
        }
    }

    public void Evict(ulong segment)
    {
        _rw.EnterWriteLock();
        try
        {
            _segments.Remove(segment);
        }
        finally
        {
            _rw.ExitWriteLock();
        }
    }

    public void Compact(int minimum)
    {
        _rw.EnterWriteLock();
        try
        {
            foreach (var (segment, column) in _segments.ToArray())
            {
                if (column.Length < minimum)
                    Evict(segment);
            }
        }
        finally
        {
            _rw.ExitWriteLock();
        }
    }

    public void Dispose()
    {
        TryRemove();
        _rw.Dispose();
    }

    [Invalidate]
    private void Drop(AddressRange range)
    {
        foreach (var segment in range.Pages(SegmentSize))
            _segments.Remove(segment);
    }

    private long[] Decode(AddressRange segment) => _decode(segment);

    private void Keep(AddressRange segment, long[] column) => _segments[segment.Start / SegmentSize] = column;
}
