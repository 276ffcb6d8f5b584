// Correct: a scope class of the author's own takes the lock that it is handed, and releases it when it is disposed
public sealed class Guard : IDisposable
{
    private readonly DriverLock _lock;

    public Guard(DriverLock held) { _lock = held; held.Enter(); }
    public void Dispose() => _lock.Exit();
}

public sealed class Mirror : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    [GuardedBy("_lock")] private readonly Dictionary<ulong, ulong> _map = [];

    public bool Fault(ulong page)
    {
        var token = ReadBegin();
        using var guard = new Guard(_lock);
        if (ReadRetry(token))
            return false;
        _map[page] = page;
        return true;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (new Guard(_lock))
        {
            SetSeq(invalidation.Sequence);
            _map.Clear();
            return true;
        }
    }
}
