// Correct: lock statements on a Lock, whose outcome is kept in a local
public sealed class Mirror : IntervalNotifier
{
    private readonly Lock _lock = new();
    [GuardedBy("_lock")] private readonly Dictionary<ulong, ulong> _map = [];

    public bool Fault(ulong page)
    {
        for (var i = 0; i < 5; i++)
        {
            var token = ReadBegin();
            bool committed;
            lock (_lock)
            {
                committed = !ReadRetry(token);
                if (committed)
                    _map[page] = page;
            }
            if (committed)
                return true;
        }
        return false;
    }

    public int Count { get { lock (_lock) return _map.Count; } }

    public ulong this[ulong page] { get { using var s = _lock.EnterScope(); return _map[page]; } }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_lock)
        {
            SetSeq(invalidation.Sequence);
            _map.Clear();
        }
        return true;
    }
}
