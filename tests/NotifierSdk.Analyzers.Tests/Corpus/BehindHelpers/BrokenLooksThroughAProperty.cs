// Breaks: NSDK4003
// Bug: the property stands for the guarded field, and is read without the lock
public sealed partial class Mmu(Func<ulong, ulong> walk) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new();
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _map = [];
    [Fault(Collect = nameof(Walk), Commit = nameof(Enter))]
    public partial FaultStatus Fault(AddressRange page);
    public bool Has(ulong page) => Map.ContainsKey(page);
    private Dictionary<ulong, ulong> Map => _map;
    private ulong Walk(AddressRange page) => walk(page.Start);
    private void Enter(AddressRange page, ulong frame) => Map[page.Start] = frame;
    [Invalidate]
    private void Drop(AddressRange range)
    {
        foreach (var page in range.Pages(4096))
            Map.Remove(page);
    }
}
