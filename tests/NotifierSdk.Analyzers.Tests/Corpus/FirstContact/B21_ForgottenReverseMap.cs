// Breaks: NSDK3010
// Bug: the reverse map keeps what the callback took out of the forward map
public sealed partial class TwoWayMap(Func<ulong, ulong> translate) : IntervalNotifier
{
    [DriverLock] private readonly object _sync = new();
    [ShadowState] private readonly Dictionary<ulong, ulong> _toHost = new();
    [ShadowState] private readonly Dictionary<ulong, ulong> _toGuest = new();

    [Fault(Collect = nameof(Resolve), Commit = nameof(Link))]
    public partial bool TryResolve(AddressRange page);

    public ulong? GuestOf(ulong host)
    {
        lock (_sync)
            return _toGuest.TryGetValue(host, out var guest) ? guest : null;
    }

    private ulong Resolve(AddressRange page) => translate(page.Start);

    private void Link(AddressRange page, ulong host)
    {
        _toHost[page.Start] = host;
        _toGuest[host] = page.Start;
    }

    [Invalidate]
    private void Unlink(AddressRange range)
    {
        foreach (var guest in _toHost.Keys.Where(range.Contains).ToList())
            _toHost.Remove(guest);
    }
}
