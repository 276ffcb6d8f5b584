namespace Reduced.N04; // MISS NSDK3004: what is returned is a comparison

public sealed class Busy : IntervalNotifier
{
    private readonly object _lk = new();
    private int _users;
    protected override bool OnInvalidate(in Invalidation inv)
    {
        if (!Monitor.TryEnter(_lk, 10)) return false;
        try { return _users == 0; } finally { Monitor.Exit(_lk); }
    }
    public void Use() { lock (_lk) _users++; }
}
