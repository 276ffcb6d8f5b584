// Breaks: NSDK5007
// Bug: two helpers remove the notifier and insert it again
public sealed class Window(AddressSpace space) : IntervalNotifier
{
    private readonly Dictionary<ulong, ulong> _map = [];
    private readonly DriverLock _lock = new();
    public void Slide(ulong by)
    {
        var next = Next(by);
        Leave();
        Enter(next);
    }
    private AddressRange Next(ulong by) => AddressRange.FromLength(Range.Start + by, Range.Length);
    private void Leave() => RemoveLater();
    private void Enter(AddressRange range) => space.Insert(this, range);
    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_lock.EnterScope()) { SetSeq(invalidation.Sequence); _map.Clear(); }
        return true;
    }
}
