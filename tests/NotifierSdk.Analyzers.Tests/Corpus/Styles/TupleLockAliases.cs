// Correct: locals stand for the lock
public sealed class Mirror : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly Dictionary<ulong, ulong> _map = [];

    public bool Fault(ulong page)
    {
        var gate = _lock;
        var map = _map;
        var token = ReadBegin();
        gate.Enter();
        var committed = !ReadRetry(token) && map.TryAdd(page, page);
        gate.Exit();
        return committed;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        var (gate, map) = (_lock, _map);
        gate.Enter();
        SetSeq(invalidation.Sequence);
        map.Clear();
        gate.Exit();
        return true;
    }
}
