// Breaks: NSDK5002
// Bug: a helper inserts the notifier, and nobody removes it
public sealed class Watch : IntervalNotifier
{
    protected override bool OnInvalidate(in Invalidation invalidation) { SetSeq(invalidation.Sequence); return true; }
}
public sealed class Simulator
{
    private readonly AddressSpace _space;
    private readonly Watch _watch = new();
    public Simulator(AddressSpace space, AddressRange ram)
    {
        _space = space;
        Map(_watch, ram);
    }
    public bool IsQuiet => _watch.IsInserted;
    private void Map(IntervalNotifier notifier, AddressRange range) => _space.Insert(notifier, range);
}
