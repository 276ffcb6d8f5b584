// Breaks: NSDK5009
// Bug: the property stands for the field that the callback uses
public sealed class Relay : IntervalNotifier
{
    private List<AddressRange>? _log = [];
    private readonly DriverLock _lock = new();
    public void Stop() => Log = null;
    private List<AddressRange>? Log { get => _log; set => _log = value; }
    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        SetSeq(invalidation.Sequence);
        Log!.Add(invalidation.Overlap);
        return true;
    }
}
