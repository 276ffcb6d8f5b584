// Correct: locking lives in helpers that are marked, and the check in another
public sealed class MarkedHelpers : IntervalNotifier
{
    [DriverLock] private readonly object _lock = new();
    [GuardedBy(nameof(_lock))] private readonly List<ulong> _pages = [];

    public bool Fault(ulong page)
    {
        var token = ReadBegin();
        lock (_lock)
            return TryCommit(token, page);
    }

    [RequiresLock(nameof(_lock))]
    private bool TryCommit(ReadToken token, ulong page)
    {
        if (ReadRetry(token))
            return false;
        _pages.Add(page);
        return true;
    }

    [RequiresLock(nameof(_lock))]
    private void Drop(in Invalidation invalidation)
    {
        SetSeq(invalidation.Sequence);
        _pages.Clear();
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_lock)
            Drop(in invalidation);
        return true;
    }
}
