// Correct: a helper runs lambdas and methods under the lock
public sealed class Mirror : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    [GuardedBy(nameof(_lock))] private ulong _entry;

    public bool Fault(ulong page)
    {
        var token = ReadBegin();
        return Locked(() =>
        {
            if (ReadRetry(token)) return false;
            _entry = page;
            return true;
        });
    }

    private T Locked<T>(Func<T> body)
    {
        using var held = _lock.EnterScope();
        return body();
    }

    public ulong Entry => Locked(() => _entry);
    public ulong Twice => Locked(Double);
    private ulong Double() => _entry * 2;

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        var sequence = invalidation.Sequence;
        return Locked(() =>
        {
            SetSeq(sequence);
            _entry = 0;
            return true;
        });
    }
}
