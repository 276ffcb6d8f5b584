// Breaks: NSDK4003
// Bug: the query that a helper makes runs when the lock was let go
public sealed partial class Mmu(Func<ulong, ulong> walk) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new();
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _map = [];
    [Fault(Collect = nameof(Walk), Commit = nameof(Enter))]
    public partial FaultStatus Fault(AddressRange page);
    public IEnumerable<ulong> Pages()
    {
        using (_lock.EnterScope())
            return Sorted();
    }
    private IEnumerable<ulong> Sorted() => _map.Keys.OrderBy(page => page);
    private ulong Walk(AddressRange page) => walk(page.Start);
    private void Enter(AddressRange page, ulong frame) => _map[page.Start >> 12] = frame;
    [Invalidate]
    private void Drop(AddressRange range) => _map.Clear();
}
