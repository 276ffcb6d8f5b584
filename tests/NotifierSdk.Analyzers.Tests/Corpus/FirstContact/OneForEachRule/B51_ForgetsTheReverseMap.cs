// Breaks: NSDK3010
// Bug: the callback empties the forward map and leaves the reverse one as it is
public sealed partial class TwoWayMap(Func<ulong, ulong> translate) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new();
    [ShadowState, GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _forward = [];
    [ShadowState, GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _reverse = [];

    [Fault(Collect = nameof(Walk), Commit = nameof(Link))]
    public partial FaultStatus Fault(AddressRange page);

    private bool Walk(AddressRange page, out ulong frame)
    {
        frame = translate(page.Start);
        return frame is not 0;
    }

    private void Link(AddressRange page, ulong frame)
    {
        _forward[page.Start] = frame;
        _reverse[frame] = page.Start;
    }

    [Invalidate]
    private void Unlink(AddressRange range)
    {
        foreach (var page in range.Pages(4096))
            _forward.Remove(page);
    }

    public ulong? WhoMaps(ulong frame)
    {
        using (_lock.EnterScope())
            return _reverse.TryGetValue(frame, out var page) ? page : null;
    }
}
