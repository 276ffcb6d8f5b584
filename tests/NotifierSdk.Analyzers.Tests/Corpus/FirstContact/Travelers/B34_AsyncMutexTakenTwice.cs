// Breaks: NSDK4008
// Bug: Compact holds the semaphore and calls Evict, which waits for the same semaphore: the thread waits for itself.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NotifierSdk;


/// <summary>Column segments of an analytical database, decoded from a mapped file.</summary>
public sealed partial class SegmentCache : IntervalNotifier, IDisposable
{
    private const ulong SegmentSize = 1 << 20;

    [DriverLock] private readonly SemaphoreSlim _mutex = new(1, 1);
    [GuardedBy(nameof(_mutex))] private readonly Dictionary<ulong, long[]> _segments = [];
    private readonly Func<AddressRange, Task<long[]>> _decode;

    public SegmentCache(Func<AddressRange, Task<long[]>> decode) => _decode = decode;

    [Fault(Collect = nameof(DecodeAsync), Commit = nameof(Keep))]
    public partial Task<FaultStatus> LoadAsync(AddressRange segment, CancellationToken cancellationToken);

    public bool Scan(ulong segment, Action<long[]> aggregate)
    {
        _mutex.Wait();
        try
        {
            if (!_segments.TryGetValue(segment, out var column))
                return false;
            aggregate(column);
            return true;
        }
        finally
        {
            _mutex.Release();
        }
    }

    public void Evict(ulong segment)
    {
        _mutex.Wait();
        try
        {
            _segments.Remove(segment);
        }
        finally
        {
            _mutex.Release();
        }
    }

    public void Compact(int minimum)
    {
        _mutex.Wait();
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
            _mutex.Release();
        }
    }

    public void Dispose()
    {
        TryRemove();
        _mutex.Dispose();
    }

    [Invalidate]
    private void Drop(AddressRange range)
    {
        foreach (var segment in range.Pages(SegmentSize))
            _segments.Remove(segment);
    }

    private Task<long[]> DecodeAsync(AddressRange segment) => _decode(segment);

    private void Keep(AddressRange segment, long[] column) => _segments[segment.Start / SegmentSize] = column;
}
