// Breaks: NSDK4002
// Bug: the lock that a helper takes is not released where the token is stale
public sealed class Cache(Func<ulong, ulong> load) : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly Dictionary<ulong, ulong> _map = [];
    public ulong? Get(ulong page)
    {
        var token = ReadBegin(AddressRange.FromLength(page << 12, 4096));
        var frame = load(page);
        Lock();
        if (IsStale(token))
            return null;
        _map[page] = frame;
        Unlock();
        return frame;
    }
    private void Lock() => _lock.Enter();
    private void Unlock() => _lock.Exit();
    private bool IsStale(ReadToken token) => ReadRetry(token);
    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        Lock();
        try { SetSeq(invalidation.Sequence); _map.Clear(); return true; }
        finally { Unlock(); }
    }
    protected override void WaitForCommits() { Lock(); Unlock(); }
}
