// Correct: the start hands the rest of its work to the thread pool
public sealed class Mirror : IntervalNotifier
{
    private readonly Lock _lock = new();
    private readonly HashSet<ulong> _map = [];
    private readonly Queue<AddressRange> _pending = [];

    public bool Fault(ulong page)
    {
        var token = ReadBegin();
        lock (_lock)
        {
            if (ReadRetry(token)) return false;
            while (_pending.TryDequeue(out var range)) for (var each = range.Start; each < range.Last; each++) _map.Remove(each);
            return _map.Add(page);
        }
    }

    protected override bool OnInvalidateStart(in Invalidation invalidation, out FinishState finish)
    {
        finish = default;
        lock (_lock)
        {
            SetSeq(invalidation.Sequence);
            _pending.Enqueue(invalidation.Range);
            if (_map.Count == 0) { _pending.Clear(); return true; }
        }
        finish = new FinishState(ThreadPool.QueueUserWorkItem(static self => self.Flush(), this, true));
        return true;
    }

    private void Flush() { lock (_lock) _map.Clear(); }

    protected override void OnInvalidateFinish(in Invalidation invalidation, FinishState finish)
    {
        if (finish.State is true) Flush();
        Thread.Sleep(0);
    }
}
