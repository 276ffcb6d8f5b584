// Breaks: NSDK5008
// Bug: a helper gets the shared notifier, and one path forgets it
public sealed class Tlb(Action flush) : IntervalNotifier
{
    protected override bool OnInvalidate(in Invalidation invalidation) { flush(); SetSeq(invalidation.Sequence); return true; }
}
public sealed class Context(AddressSpace space, Action flush)
{
    private Tlb? _tlb;
    public bool Use(AddressRange range, bool isCoherent)
    {
        var tlb = Acquire(range);
        if (!isCoherent)
            return false;
        _tlb = tlb;
        return true;
    }
    public void Leave()
    {
        if (_tlb is { } tlb)
            space.Put(tlb);
        _tlb = null;
    }
    private Tlb Acquire(AddressRange range) => space.Get(range, () => new Tlb(flush));
}
