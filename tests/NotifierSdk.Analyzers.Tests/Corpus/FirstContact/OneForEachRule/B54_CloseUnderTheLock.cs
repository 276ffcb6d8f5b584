// Breaks: NSDK4001
// Bug: the table is locked while its region is removed, and the region's callback wants that lock
public sealed class CaptureBuffer : IntervalNotifier, IDisposable
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
        lock (_sync)
        {
            if (!_open) return;
            _open = false;
            _captured.Clear();
            if (IsInserted)
                Stop(TimeSpan.FromSeconds(5));
        }
    }

    private void Stop(TimeSpan atMost) => Remove(atMost);
}
