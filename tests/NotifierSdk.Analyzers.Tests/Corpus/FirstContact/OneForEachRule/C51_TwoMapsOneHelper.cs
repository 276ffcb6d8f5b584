// Correct: the callback unlinks both maps through a helper that Commit calls too
public sealed partial class Mappings(Func<ulong, ulong> translate) : IntervalNotifier
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
        Forget(page.Start);
        _forward[page.Start] = frame;
        _reverse[frame] = page.Start;
    }

    [RequiresLock(nameof(_lock))]
    private void Forget(ulong page)
    {
        if (_forward.Remove(page, out var frame))
            _reverse.Remove(frame);
    }

    [Invalidate]
    private void Unlink(AddressRange range)
    {
        foreach (var page in range.Pages(4096))
            Forget(page);
    }

    public ulong? WhoMaps(ulong frame)
    {
        using (_lock.EnterScope())
            return _reverse.TryGetValue(frame, out var page) ? page : null;
    }
}
