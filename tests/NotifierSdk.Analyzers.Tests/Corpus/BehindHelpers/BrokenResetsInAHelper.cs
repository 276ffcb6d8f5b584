// Breaks: NSDK5009
// Bug: a helper clears what a helper of the callback calls
public sealed class Relay : IntervalNotifier
{
    private Action<AddressRange>? _sink;
    private readonly DriverLock _lock = new();
    public void Connect(Action<AddressRange> sink) => _sink = sink;
    public void Disconnect() => Reset();
    private void Reset() => _sink = null;
    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        SetSeq(invalidation.Sequence);
        Tell(invalidation.Overlap);
        return true;
    }
    private void Tell(AddressRange range) => _sink!(range);
}
