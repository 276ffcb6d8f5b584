// Correct: a partial class with partial methods
public sealed partial class Mirror : IntervalNotifier
{
    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using var held = Hold();
        SetSeq(invalidation.Sequence);
        _map.Clear();
        return true;
    }

    private partial DriverLock.Scope Hold() => _lock.EnterScope();
    private partial bool Store(ulong page) => _map.Add(page);
}

partial class Mirror
{
    private readonly DriverLock _lock = new();
    [GuardedBy(nameof(_lock))] private readonly HashSet<ulong> _map = [];
    private partial DriverLock.Scope Hold();
    private partial bool Store(ulong page);

    public bool Fault(ulong page)
    {
        var token = ReadBegin();
        using var held = Hold();
        return !ReadRetry(token) && Store(page);
    }
}
