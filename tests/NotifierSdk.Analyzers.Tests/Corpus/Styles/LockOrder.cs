// Correct: two locks in one order, and tried in it
public sealed class Mirror : IntervalNotifier
{
    private readonly Lock _table = new();
    private readonly Lock _queue = new();
    private readonly HashSet<ulong> _map = [];
    private readonly Queue<ulong> _work = [];

    public bool Fault(ulong page)
    {
        var token = ReadBegin();
        lock (_queue)
        {
            if (_work.Count > 100) return false;
            lock (_table)
            {
                if (ReadRetry(token)) return false;
                _map.Add(page);
            }
            _work.Enqueue(page);
        }
        lock (_table)
            _map.TrimExcess();
        return true;
    }

    public ulong? Next()
    {
        if (!_queue.TryEnter()) return null;
        try
        {
            if (_work.Count == 0) return null;
            lock (_table) return _map.Contains(_work.Peek()) ? _work.Dequeue() : null;
        }
        finally { _queue.Exit(); }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_queue)
        {
            lock (_table)
            {
                SetSeq(invalidation.Sequence);
                _map.Clear();
            }
        }
        return true;
    }
}
