namespace RdmaOdp.Machine;

/// <summary>What happened to one region, over all its registrations. Any thread may count.</summary>
public sealed class RegionCounters
{
    private long _faults, _collisions, _invalidations, _unavailable, _refused, _released, _bytes;

    /// <summary>Faults that filled the page table.</summary>
    public long Faults => Interlocked.Read(ref _faults);

    /// <summary>Retry checks that said yes.</summary>
    public long Collisions => Interlocked.Read(ref _collisions);

    /// <summary>Invalidations that reached the region.</summary>
    public long Invalidations => Interlocked.Read(ref _invalidations);

    /// <summary>Faults that found nothing mapped.</summary>
    public long Unavailable => Interlocked.Read(ref _unavailable);

    /// <summary>Faults and transfers that failed because the region was not registered, or had a hole there.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Faults that failed because the context was dying: its space was released.</summary>
    public long Released => Interlocked.Read(ref _released);

    /// <summary>Bytes read and written by transfers.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>A retry check said yes.</summary>
    public void CountCollision() => Interlocked.Increment(ref _collisions);

    /// <summary>An invalidation reached the region.</summary>
    public void CountInvalidation() => Interlocked.Increment(ref _invalidations);

    internal void CountFault() => Interlocked.Increment(ref _faults);

    internal void CountUnavailable() => Interlocked.Increment(ref _unavailable);

    internal void CountRefused() => Interlocked.Increment(ref _refused);

    internal void CountReleased() => Interlocked.Increment(ref _released);

    internal void CountTransfer() => Interlocked.Add(ref _bytes, Transfer.Bytes);
}
