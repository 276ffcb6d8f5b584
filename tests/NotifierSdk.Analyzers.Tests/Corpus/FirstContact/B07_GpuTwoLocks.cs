// Breaks: NSDK4005
// Bug: the eviction takes the two locks the other way round than the callback
public sealed class VramManager : IntervalNotifier
{
    private readonly Lock _tables = new();
    private readonly Lock _lru = new();
    private readonly Dictionary<ulong, int> _bound = [];
    private readonly LinkedList<ulong> _order = [];

    public bool Bind(ulong va)
    {
        var token = ReadBegin();
        lock (_tables)
        {
            if (ReadRetry(token))
                return false;
            _bound[va] = 1;
            lock (_lru)
                _order.AddLast(va);
            return true;
        }
    }

    public void EvictOldest()
    {
        lock (_lru)
        {
            if (_order.First is not { Value: var oldest })
                return;
            _order.RemoveFirst();
            lock (_tables)
                _bound.Remove(oldest);
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_tables)
        {
            SetSeq(invalidation.Sequence);
            _bound.Clear();
            lock (_lru)
                _order.Clear();
        }

        return true;
    }
}
