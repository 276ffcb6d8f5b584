// Correct: the shadow is an immutable interval tree that lookups walk without a lock, and the caller's loop on Collided waits for the range between its few attempts.
using System;
using System.Threading;
using NotifierSdk;

/// <summary>A run of guest pages that is backed by one file.</summary>
public sealed record Extent(AddressRange Guest, string Path, long Offset);

/// <summary>Extents of a guest's memory, for a tool that attributes page faults to files.</summary>
public sealed partial class ExtentMap : IntervalNotifier, IDisposable
{
    [DriverLock] private readonly Lock _writer = new();
    private IntervalTree<Extent> _extents = IntervalTree<Extent>.Empty;
    private long _lastId;
    private readonly Func<AddressRange, Extent?> _query;

    public ExtentMap(AddressSpace guest, AddressRange memory, Func<AddressRange, Extent?> query)
    {
        _query = query;
        guest.Insert(this, memory);
    }

    [Fault(Collect = nameof(TryQuery), Commit = nameof(Add), MaxAttempts = 2, TimeoutMilliseconds = 1000)]
    private partial FaultStatus Fault(AddressRange range, CancellationToken cancellationToken);

    public FaultStatus Ensure(AddressRange range, CancellationToken cancellationToken)
    {
        FaultStatus status;
        var rounds = 0;
        while ((status = Fault(range, cancellationToken)) == FaultStatus.Collided && ++rounds < 5)
            _ = WaitReadable(range, TimeSpan.FromMilliseconds(200), cancellationToken);
        return status;
    }

    /// <summary>A report: it says what the map was at one moment, and uses nothing of the guest's memory.</summary>
    public int Attribute(AddressRange range, Action<Extent> report)
    {
        var found = 0;
        foreach (var extent in Volatile.Read(ref _extents).Overlapping(range))
        {
            report(extent);
            found++;
        }

        return found;
    }

    private bool TryQuery(AddressRange range, out Extent extent)
    {
        var found = _query(range);
        extent = found ?? new Extent(range, "", 0);
        return found is not null && range.Contains(found.Guest); // only what the token covers may be kept
    }

    private void Add(Extent extent)
    {
        var without = Without(extent.Guest);
        Volatile.Write(ref _extents, without.Add(extent.Guest, ++_lastId, extent));
    }

    [Invalidate]
    private void Drop(AddressRange range) => Volatile.Write(ref _extents, Without(range));

    [RequiresLock(nameof(_writer))]
    private IntervalTree<Extent> Without(AddressRange range)
    {
        var rest = _extents;
        foreach (var entry in _extents.EntriesOverlapping(range))
            rest = rest.Remove(entry.Range, entry.Id);
        return rest;
    }

    public void Dispose() => TryRemove();
}
