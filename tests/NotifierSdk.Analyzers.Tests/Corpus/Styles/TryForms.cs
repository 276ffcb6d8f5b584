// Correct: a lock that is tried, in all forms that a condition has
public sealed class Mirror : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    [GuardedBy(nameof(_lock))] private ulong _entry;

    public bool ByPattern(ulong page)
    {
        var token = ReadBegin();
        if (_lock.TryEnter() is false) return false;
        var done = Store(token, page);
        _lock.Exit();
        return done;
    }

    public bool BySwitch(ulong page)
    {
        var token = ReadBegin();
        switch (_lock.TryEnter())
        {
            case true:
                try { return Store(token, page); }
                finally { _lock.Exit(); }
            default:
                return false;
        }
    }

    public bool BySpinning(ulong page)
    {
        var token = ReadBegin();
        while (!_lock.TryEnter()) Thread.SpinWait(10);
        try { return Store(token, page); }
        finally { _lock.Exit(); }
    }

    public bool ByConditional(ulong page)
    {
        var token = ReadBegin();
        return page != 0 && _lock.TryEnter() ? Leave(Store(token, page)) : false;
    }

    public bool ByScope(ulong page)
    {
        var token = ReadBegin();
        var scope = _lock.EnterScope();
        try { return Store(token, page); }
        finally { scope.Dispose(); }
    }

    public bool ByFlag(ulong page, bool wait)
    {
        var token = ReadBegin();
        var held = wait;
        if (wait) _lock.Enter();
        else held = _lock.TryEnter();
        var done = held && Store(token, page);
        if (held) _lock.Exit();
        return done;
    }

    private bool Leave(bool done)
    {
        _lock.Exit();
        return done;
    }

    [RequiresLock(nameof(_lock))]
    private bool Store(ReadToken token, ulong page)
    {
        if (ReadRetry(token)) return false;
        _entry = page;
        return true;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        var spin = new SpinWait();
        while (!_lock.TryEnter())
        {
            if (!invalidation.IsBlockable) return false;
            spin.SpinOnce();
        }
        SetSeq(invalidation.Sequence);
        _entry = 0;
        _lock.Exit();
        return true;
    }
}
