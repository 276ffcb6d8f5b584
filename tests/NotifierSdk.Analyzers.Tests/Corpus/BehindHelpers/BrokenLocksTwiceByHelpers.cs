// Breaks: NSDK4008
// Bug: both methods take the semaphore through a helper
public sealed class Mmu : IntervalNotifier
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Dictionary<ulong, ulong> _map = [];
    public int Total()
    {
        Lock();
        try { return _map.Count + Live(); }
        finally { Unlock(); }
    }
    private int Live()
    {
        Lock();
        try { return _map.Values.Count(value => value != 0); }
        finally { Unlock(); }
    }
    private void Lock() => _gate.Wait();
    private void Unlock() => _gate.Release();
    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!invalidation.IsBlockable) return false;
        Lock();
        try { SetSeq(invalidation.Sequence); _map.Clear(); return true; }
        finally { Unlock(); }
    }
}
