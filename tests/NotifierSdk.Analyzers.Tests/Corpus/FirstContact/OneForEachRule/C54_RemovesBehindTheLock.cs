// Correct: the decision is made under the lock, and Remove waits after it
public sealed class Capture : IntervalNotifier, IDisposable
{
    private readonly object _sync = new();
    private readonly LinkedList<byte[]> _captured = new();
    private bool _open = true;

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!Monitor.TryEnter(_sync, invalidation.IsBlockable ? Timeout.Infinite : 0))
            return false;
        try
        {
            SetSeq(invalidation.Sequence);
            _captured.Clear();
        }
        finally { Monitor.Exit(_sync); }
        return true;
    }

    public void Dispose()
    {
        bool mine;
        lock (_sync)
        {
            mine = _open;
            _open = false;
            _captured.Clear();
        }

        if (mine && IsInserted)
            Remove(TimeSpan.FromSeconds(5));
    }
}
