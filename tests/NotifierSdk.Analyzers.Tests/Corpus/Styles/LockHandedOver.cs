// Correct: one method leaves the lock to another on purpose
public sealed class Mirror : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private ulong _page;

    public bool Begin(ulong page)
    {
        var token = ReadBegin();
        _lock.Enter();
        if (ReadRetry(token))
        {
            _lock.Exit();
            return false;
        }
        _page = page;
        return true;
    }

    public void Commit() => _lock.Exit();

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using var hold = _lock.EnterScope();
        SetSeq(invalidation.Sequence);
        _page = 0;
        return true;
    }
}
