namespace Reduced.N18; // CORRECT: the nearest forms of N03, N04 and N09

public sealed class UntilDone : IntervalNotifier
{
    private readonly object _lk = new();
    private readonly HashSet<ulong> _s = [];
    public void Fault(ulong a, CancellationToken cancellation)
    {
        var done = false;
        do
        {
            cancellation.ThrowIfCancellationRequested();
            var tok = ReadBegin();
            lock (_lk)
            {
                if (!ReadRetry(tok)) { _s.Add(a); done = true; }
            }
        } while (!done);
    }
    public bool Try(ulong a)
    {
        var again = true;
        for (var left = 5; again && left > 0; left--)
        {
            var tok = ReadBegin();
            lock (_lk)
            {
                again = ReadRetry(tok);
                if (!again) _s.Add(a);
            }
        }
        return !again;
    }
    protected override bool OnInvalidate(in Invalidation inv)
    {
        lock (_lk) { SetSeq(inv.Sequence); _s.Clear(); }
        return true;
    }
}

public sealed class Busy : IntervalNotifier
{
    private readonly object _lk = new();
    private int _users;
    protected override bool OnInvalidate(in Invalidation inv)
    {
        if (inv.IsBlockable) return true;
        if (!Monitor.TryEnter(_lk)) return false;
        try { return _users == 0; } finally { Monitor.Exit(_lk); }
    }
    public void Use() { lock (_lk) _users++; }
}
