// Correct: a constructor takes the lock of a group
public sealed class Group
{
    internal readonly ReaderWriterLockSlim Gate = new();
    public Member Add() => new(this);
}

public sealed class Member : IntervalNotifier
{
    private readonly Group _group;
    private readonly Dictionary<ulong, ulong> _map;

    internal Member(Group group)
    {
        _group = group;
        group.Gate.EnterWriteLock();
        try { _map = []; }
        finally { group.Gate.ExitWriteLock(); }
    }

    public bool Fault(ulong page)
    {
        var token = ReadBegin();
        _group.Gate.EnterReadLock();
        try
        {
            if (ReadRetry(token)) return false;
            lock (_map) _map[page] = page;
            return true;
        }
        finally { _group.Gate.ExitReadLock(); }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        _group.Gate.EnterWriteLock();
        SetSeq(invalidation.Sequence);
        _map.Clear();
        _group.Gate.ExitWriteLock();
        return true;
    }
}
