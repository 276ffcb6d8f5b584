// Correct: the lock is a parameter of the primary constructor
public sealed class Mirror(DriverLock gate, Func<ulong, ulong> walk) : IntervalNotifier
{
    private readonly Dictionary<ulong, ulong> _map = [];

    public bool Fault(ulong page)
    {
        var token = ReadBegin();
        var entry = walk(page);
        using var held = gate.EnterScope();
        if (ReadRetry(token))
            return false;
        _map[page] = entry;
        return true;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using var held = gate.EnterScope();
        SetSeq(invalidation.Sequence);
        _map.Clear();
        return true;
    }
}
