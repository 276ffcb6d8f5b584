// Correct: the callback asks whether it may block and keeps the answer
public sealed class Mirror : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly ManualResetEventSlim _idle = new(true);
    private ulong _entry;

    public bool Fault(ulong page)
    {
        var token = ReadBegin();
        using var held = _lock.EnterScope();
        if (ReadRetry(token)) return false;
        _entry = page;
        return true;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        var mayBlock = invalidation.IsBlockable;
        if (!_idle.IsSet)
        {
            if (!mayBlock) return false;
            _idle.Wait();
        }
        again:
        if (_lock.TryEnter())
        {
            try
            {
                SetSeq(invalidation.Sequence);
                _entry = 0;
                return true;
            }
            finally { _lock.Exit(); }
        }
        if (mayBlock) { Thread.Yield(); goto again; }
        return false;
    }
}
