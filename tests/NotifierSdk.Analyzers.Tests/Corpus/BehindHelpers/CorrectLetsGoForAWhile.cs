// Correct: the helper is called with the lock held, lets go of it for each page, and takes it again
public sealed class Worklist(Action<ulong> flush) : IntervalNotifier
{
    private readonly object _lock = new();
    private readonly Queue<ulong> _work = [];

    public void Drain()
    {
        lock (_lock)
            FlushAll();
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!invalidation.IsBlockable)
            return false;
        lock (_lock)
        {
            SetSeq(invalidation.Sequence);
            _work.Clear();
        }

        return true;
    }

    private void FlushAll()
    {
        while (_work.Count > 0)
        {
            var page = _work.Dequeue();
            Monitor.Exit(_lock);
            try
            {
                flush(page);
            }
            finally
            {
                Monitor.Enter(_lock);
            }
        }
    }
}
