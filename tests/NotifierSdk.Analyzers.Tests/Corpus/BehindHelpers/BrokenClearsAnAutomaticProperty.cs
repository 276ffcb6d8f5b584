// Breaks: NSDK5009
// Bug: an automatic property is cleared before the removal
public sealed class Relay : IntervalNotifier, IDisposable
{
    private Sink? Target { get; set; } = new();
    private readonly DriverLock _lock = new();
    public void Dispose()
    {
        Target = null;
        TryRemove();
    }
    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_lock.EnterScope())
            SetSeq(invalidation.Sequence);
        Forward(invalidation.Overlap);
        return true;
    }
    private void Forward(AddressRange range) => Target!.Take(range);
    public sealed class Sink
    {
        public AddressRange Last { get; private set; }
        public void Take(AddressRange range) => Last = range;
    }
}
