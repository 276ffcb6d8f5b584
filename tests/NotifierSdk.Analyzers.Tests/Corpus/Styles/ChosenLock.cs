// Correct: one of two locks, as the page is
public sealed class Mirror : IntervalNotifier
{
    private readonly object _low = new();
    private readonly object _high = new();
    private readonly Dictionary<ulong, ulong> _map = [];
    private object For(ulong page) => page < 1000 ? _low : _high;

    public bool Fault(ulong page)
    {
        var token = ReadBegin();
        var gate = page < 1000 ? _low : _high;
        lock (gate)
        {
            if (ReadRetry(token)) return false;
            _map[page] = page;
            return true;
        }
    }

    public bool Again(ulong page)
    {
        var token = ReadBegin();
        lock (For(page)) return !ReadRetry(token) && _map.TryAdd(page, page);
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_low)
            lock (_high) { SetSeq(invalidation.Sequence); _map.Clear(); }
        return true;
    }
}
