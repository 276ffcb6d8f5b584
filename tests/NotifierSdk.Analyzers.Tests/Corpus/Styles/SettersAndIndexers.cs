// Correct: accessors of properties, indexers and events that lock
public sealed class Mirror : IntervalNotifier
{
    private readonly Lock _lock = new();
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _map = [];
    [GuardedBy(nameof(_lock))] private int _limit = 10;

    public Mirror(IEnumerable<ulong> pages) { foreach (var page in pages) _map[page] = page; _limit = _map.Count; }

    public int Limit { get { lock (_lock) return _limit; } set { lock (_lock) _limit = value; } }
    public ulong this[ulong page]
    {
        get { using (_lock.EnterScope()) return _map.TryGetValue(page, out var entry) ? entry : 0; }
        init { lock (_lock) _map[page] = value; }
    }

    public event Action? Changed { add { lock (_lock) { _limit++; field_ += value; } } remove { lock (_lock) field_ -= value; } }
    private Action? field_;

    public bool Fault(ulong page)
    {
        var token = ReadBegin();
        lock (_lock) { if (ReadRetry(token)) return false; _map[page] = page; }
        field_?.Invoke();
        return true;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_lock) { SetSeq(invalidation.Sequence); _map.Clear(); }
        return true;
    }
}
