// Correct: a nested ref struct reaches the lock through its owner
public sealed class Mirror : IntervalNotifier
{
    private readonly object _gate = new();
    [GuardedBy("_gate")] private readonly Dictionary<ulong, ulong> _map = [];
    private Hold Take() => new(this);

    public bool Fault(ulong page)
    {
        var token = ReadBegin();
        using var hold = Take();
        if (ReadRetry(token))
            return false;
        _map[page] = page;
        return true;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using var hold = Take();
        SetSeq(invalidation.Sequence);
        _map.Clear();
        return true;
    }

    private readonly ref struct Hold
    {
        private readonly Mirror _owner;
        public Hold(Mirror owner) { _owner = owner; Monitor.Enter(owner._gate); }
        public void Dispose() => Monitor.Exit(_owner._gate);
    }
}
