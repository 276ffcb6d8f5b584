// Breaks: NSDK4004
// Bug: a getter leads through a helper to what requires the lock
public sealed partial class Mmu(Func<ulong, ulong> walk) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new();
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _map = [];
    [Fault(Collect = nameof(Walk), Commit = nameof(Enter))]
    public partial FaultStatus Fault(AddressRange page);
    public int Count => Total();
    private int Total() => Sum();
    [RequiresLock(nameof(_lock))] private int Sum() => _map.Count;
    private ulong Walk(AddressRange page) => walk(page.Start);
    private void Enter(AddressRange page, ulong frame) => _map[page.Start] = frame;
    [Invalidate]
    private void Drop(AddressRange range) => _map.Clear();
}
