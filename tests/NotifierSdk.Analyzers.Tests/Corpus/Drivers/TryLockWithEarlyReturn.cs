// Correct: tries the lock and refuses early where it may not wait
public sealed class TryLock : IntervalNotifier
{
    private readonly object _lock = new();
    private readonly SortedSet<ulong> _pages = [];

    public bool Fault(ulong page)
    {
        var token = ReadBegin();
        var taken = false;
        try
        {
            Monitor.Enter(_lock, ref taken);
            return !ReadRetry(token) && _pages.Add(page);
        }
        finally
        {
            if (taken)
                Monitor.Exit(_lock);
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (invalidation.IsBlockable)
            Monitor.Enter(_lock);
        else if (!Monitor.TryEnter(_lock))
            return false;
        try
        {
            SetSeq(invalidation.Sequence);
            _pages.Clear();
            return true;
        }
        finally
        {
            Monitor.Exit(_lock);
        }
    }
}
