// Breaks: NSDK4001
// Bug: a helper faults while the lock statement of its caller is held
public sealed partial class Mmu(Func<ulong, ulong> walk) : IntervalNotifier
{
    [DriverLock] private readonly Lock _lock = new();
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _map = [];
    [Fault(Collect = nameof(Walk), Commit = nameof(Enter))]
    public partial FaultStatus Fault(AddressRange page);
    public ulong Translate(ulong page)
    {
        lock (_lock)
        {
            while (!_map.ContainsKey(page))
            {
                if (!TryResolve(page))
                    return 0;
            }
            return _map[page];
        }
    }
    private bool TryResolve(ulong page) => Fault(AddressRange.FromLength(page << 12, 4096)) == FaultStatus.Completed;
    private ulong Walk(AddressRange page) => walk(page.Start);
    private void Enter(AddressRange page, ulong frame) => _map[page.Start >> 12] = frame;
    [Invalidate]
    private void Drop(AddressRange range) => _map.Clear();
}
