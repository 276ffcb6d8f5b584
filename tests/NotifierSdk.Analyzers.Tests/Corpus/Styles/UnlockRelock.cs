// Correct: the lock of a lock statement is released for a while inside it
public sealed class Mirror : IntervalNotifier
{
    private readonly object _lock = new();
    private readonly Queue<ulong> _work = [];
    private readonly HashSet<ulong> _map = [];

    public void Drain()
    {
        lock (_lock)
        {
            while (_work.Count > 0)
            {
                var page = _work.Peek();
                Monitor.Exit(_lock);
                ReadToken token;
                try { token = ReadBegin(); }
                finally { Monitor.Enter(_lock); }
                if (ReadRetry(token)) continue;
                _map.Add(page);
                _work.Dequeue();
            }
        }
    }

    public void Post(ulong page) { lock (_lock) { _work.Enqueue(page); Monitor.PulseAll(_lock); } }

    public void WaitForWork() { lock (_lock) while (_work.Count == 0) Monitor.Wait(_lock); }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_lock) { SetSeq(invalidation.Sequence); _map.Clear(); return true; }
    }
}
