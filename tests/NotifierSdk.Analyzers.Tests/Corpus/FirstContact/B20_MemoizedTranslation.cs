// Breaks: NSDK2018
// Bug: the last walk is remembered across faults, and the callback forgets to forget it
public interface IWalker { ulong Walk(ulong va); }

public sealed partial class LastPageTlb(IWalker walker) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new();
    [GuardedBy(nameof(_lock))] private readonly SortedDictionary<ulong, ulong> _tlb = [];
    private readonly Dictionary<ulong, ulong> _walked = [];

    [Fault(Collect = nameof(Lookup), Commit = nameof(Enter))]
    public partial FaultStatus Miss(AddressRange page);

    private ulong Lookup(AddressRange page)
    {
        if (!_walked.TryGetValue(page.Start, out var pa))
        {
            pa = walker.Walk(page.Start);
            _walked.Add(page.Start, pa);
        }

        return pa;
    }

    private void Enter(AddressRange page, ulong pa) => _tlb[page.Start] = pa;

    [Invalidate]
    private void Shootdown(AddressRange range)
    {
        foreach (var va in _tlb.Keys.Where(va => range.Contains(va)).ToList())
            _tlb.Remove(va);
    }
}
