// Correct: an entry that is told by whoever owns the memory needs no section
public sealed class Told : IntervalNotifier
{
    private readonly Lock _lock = new();
    [ShadowState] private readonly Dictionary<ulong, ulong> _map = new();

    public void Map(ulong va, ulong pa)
    {
        lock (_lock)
            _map[va] = pa;
    }

    public bool Fault(ulong va, Func<ulong, ulong> walk)
    {
        var token = ReadBegin();
        var pa = walk(va);
        lock (_lock)
        {
            if (ReadRetry(token))
                return false;
            _map[va] = pa;
            return true;
        }
    }

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
