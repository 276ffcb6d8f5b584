// Correct: Monitor.TryEnter stores in a flag whether it has taken the lock
public sealed class Mirror : IntervalNotifier
{
    private readonly object _lock = new();
    [GuardedBy("_lock")] private readonly Dictionary<ulong, ulong> _map = [];

    public bool Fault(ulong page)
    {
        var token = ReadBegin();
        var taken = false;
        try
        {
            Monitor.TryEnter(_lock, 500, ref taken);
            if (!taken || ReadRetry(token))
                return false;
            _map[page] = page;
            return true;
        }
        finally
        {
            if (taken)
                Monitor.Exit(_lock);
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!Monitor.TryEnter(_lock, invalidation.IsBlockable ? Timeout.InfiniteTimeSpan : TimeSpan.Zero))
            return false;
        try
        {
            SetSeq(invalidation.Sequence);
            _map.Clear();
            return true;
        }
        finally
        {
            Monitor.Exit(_lock);
        }
    }
}
