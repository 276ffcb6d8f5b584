namespace Reduced.N15; // MISS NSDK5004: the owner inserts under a condition

public sealed class Maybe
{
    sealed class N : IntervalNotifier
    {
        public bool Ok(ReadToken t) { lock (this) return !ReadRetry(t); }
        protected override bool OnInvalidate(in Invalidation invalidation) { lock (this) SetSeq(invalidation.Sequence); return true; }
    }
    private readonly N _n = new();
    private readonly bool _tracked;
    public Maybe(AddressSpace space, AddressRange range, bool tracked)
    {
        _tracked = tracked;
        if (_tracked) space.Insert(_n, range);
    }
    public bool Use(Action action)
    {
        var t = _n.ReadBegin();
        action();
        return _n.Ok(t);
    }
    public void Close() => _n.TryRemove();
}
