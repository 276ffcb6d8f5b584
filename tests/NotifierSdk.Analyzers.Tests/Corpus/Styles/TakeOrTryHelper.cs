// Correct: a helper takes the lock or tries it, as the invalidation allows
public sealed class Mirror : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private ulong _entry;

    private bool TryHold(in Invalidation invalidation)
    {
        if (invalidation.IsBlockable) { _lock.Enter(); return true; }
        return _lock.TryEnter();
    }

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
        if (!TryHold(in invalidation)) return false;
        SetSeq(invalidation.Sequence);
        _entry = 0;
        _lock.Exit();
        return true;
    }
}
