// Correct: the lock is released for ReadBegin and taken again before the check
public sealed class Mirror : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly HashSet<ulong> _map = [];
    private AddressSpace? _target;

    public void Close(bool late)
    {
        _lock.Enter();
        _map.Clear();
        _target = null;
        _lock.Exit();
        if (late) RemoveLater();
        else Remove();
    }

    public bool Fault(ulong page)
    {
        ReadToken token;
        _lock.Enter();
        while (true)
        {
            if (_map.Contains(page)) { _lock.Exit(); return true; }
            if (_map.Count > 1000) break;
            _lock.Exit();
            token = ReadBegin(TimeSpan.FromSeconds(1));
            _lock.Enter();
            if (ReadRetry(token)) continue;
            _map.Add(page);
            break;
        }
        var known = _map.Contains(page);
        _lock.Exit();
        return known;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        _lock.Enter();
        SetSeq(invalidation.Sequence);
        _map.Clear();
        _lock.Exit();
        return true;
    }
}
