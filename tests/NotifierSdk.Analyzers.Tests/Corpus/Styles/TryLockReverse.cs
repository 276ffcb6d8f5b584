// Correct: against the order a lock is only tried
public sealed class Mirror : IntervalNotifier
{
    private readonly object _a = new();
    private readonly object _b = new();
    private ulong _page;

    public bool Fault(ulong page)
    {
        var token = ReadBegin();
        lock (_b)
        {
            if (!Monitor.TryEnter(_a)) return false;
            try
            {
                if (ReadRetry(token)) return false;
                _page = page;
                return true;
            }
            finally { Monitor.Exit(_a); }
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_a)
            lock (_b)
            {
                SetSeq(invalidation.Sequence);
                _page = 0;
                return true;
            }
    }
}
