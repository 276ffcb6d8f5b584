// Correct: a property enters the lock and returns its scope
public sealed class Mirror : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    [GuardedBy("_lock")] private readonly Dictionary<ulong, ulong> _map = [];
    private DriverLock.Scope Held => _lock.EnterScope();

    public bool Fault(ulong page)
    {
        var token = ReadBegin();
        using var held = Held;
        if (ReadRetry(token))
            return false;
        _map[page] = page;
        return true;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (Held)
        {
            SetSeq(invalidation.Sequence);
            _map.Clear();
            return true;
        }
    }
}
