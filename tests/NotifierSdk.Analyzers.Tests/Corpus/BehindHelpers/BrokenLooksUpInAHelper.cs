// Breaks: NSDK4009
// Bug: the helper reads the dictionary without the lock
public sealed partial class Mmu(Func<ulong, ulong> walk) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new();
    private readonly Dictionary<ulong, ulong> _map = [];
    [Fault(Collect = nameof(Walk), Commit = nameof(Enter))]
    public partial FaultStatus Fault(AddressRange page);
    public bool Has(ulong page) => Lookup(page, out _);
    private bool Lookup(ulong page, out ulong frame) => _map.TryGetValue(page, out frame);
    private ulong Walk(AddressRange page) => walk(page.Start);
    private void Enter(AddressRange page, ulong frame) => Keep(page.Start, frame);
    private void Keep(ulong page, ulong frame) => _map[page] = frame;
    [Invalidate]
    private void Drop(AddressRange range)
    {
        foreach (var page in range.Pages(4096))
            Forget(page);
    }
    private void Forget(ulong page) => _map.Remove(page);
}
