// Correct: an upgradeable read lock around the write lock
public sealed class Mirror : IntervalNotifier
{
    private readonly ReaderWriterLockSlim _gate = new(LockRecursionPolicy.NoRecursion);
    [GuardedBy("_gate")] private readonly Dictionary<ulong, ulong> _map = [];

    public ulong? Fault(ulong page)
    {
        var token = ReadBegin();
        _gate.EnterUpgradeableReadLock();
        try
        {
            if (_map.TryGetValue(page, out var known))
                return known;
            _gate.EnterWriteLock();
            try
            {
                if (ReadRetry(token))
                    return null;
                return _map[page] = page;
            }
            finally { _gate.ExitWriteLock(); }
        }
        finally { _gate.ExitUpgradeableReadLock(); }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        _gate.EnterWriteLock();
        try
        {
            SetSeq(invalidation.Sequence);
            _map.Clear();
        }
        finally { _gate.ExitWriteLock(); }
        return true;
    }
}
