// Breaks: NSDK3002
// Bug: the callback maps the page again at once, and waits for the invalidation that it answers
public sealed partial class ShadowPageTable : IntervalNotifier
{
    [DriverLock] private readonly Lock _mmuLock = new();
    [GuardedBy(nameof(_mmuLock))] private readonly Dictionary<ulong, ulong> _spte = new();
    private readonly Func<ulong, ulong> _host;
    private readonly HashSet<ulong> _hot = new();

    public ShadowPageTable(Func<ulong, ulong> host) => _host = host;

    [Fault(Collect = nameof(Lookup), Commit = nameof(SetSpte))]
    public partial FaultStatus Map(AddressRange gfn);

    private bool Lookup(AddressRange gfn, out ulong hva)
    {
        hva = _host(gfn.Start);
        return hva != 0;
    }

    private void SetSpte(AddressRange gfn, ulong hva) => _spte[gfn.Start] = hva;

    [Invalidate]
    private void ZapRange(AddressRange range)
    {
        foreach (ulong gfn in range.Pages(4096))
        {
            if (_spte.Remove(gfn))
                Prefault(gfn);
        }
    }

    private void Prefault(ulong gfn)
    {
        if (_hot.Contains(gfn) && Map(AddressRange.FromLength(gfn, 4096)) != FaultStatus.Completed)
            _hot.Remove(gfn);
    }
}
