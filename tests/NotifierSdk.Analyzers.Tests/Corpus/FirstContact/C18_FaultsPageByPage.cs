// Correct: a caller faults a range page by page, and stops at the first that does not come
public sealed partial class Ptes : IntervalNotifier
{
    [DriverLock] private readonly ReaderWriterLockSlim _rw = new();
    [GuardedBy(nameof(_rw))] private readonly SortedSet<ulong> _present = new();

    [Fault(Commit = nameof(Set))]
    private partial FaultStatus FaultOne(AddressRange page);

    private void Set(AddressRange page) => _present.Add(page.Start);

    public FaultStatus Fault(AddressRange range)
    {
        for (var at = range.Start; at < range.Last; at += 4096)
        {
            var status = FaultOne(AddressRange.FromLength(at, 4096));
            if (status != FaultStatus.Completed)
                return status;
        }

        return FaultStatus.Completed;
    }

    public bool IsPresent(ulong page)
    {
        _rw.EnterReadLock();
        try { return _present.Contains(page); }
        finally { _rw.ExitReadLock(); }
    }

    [Invalidate]
    private bool Clear(in Invalidation invalidation)
    {
        var range = invalidation.Overlap;
        _present.RemoveWhere(range.Contains);
        return true;
    }
}
