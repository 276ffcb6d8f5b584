// Correct: what Collect remembers is emptied with the rest
public interface IWalker { ulong Walk(ulong va); }

public sealed partial class RememberingTlb(IWalker walker) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new();
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _tlb = [];
    private readonly System.Collections.Concurrent.ConcurrentDictionary<ulong, ulong> _walked = [];

    [Fault(Collect = nameof(Lookup), Commit = nameof(Enter))]
    public partial FaultStatus Miss(AddressRange page);

    private ulong Lookup(AddressRange page) => _walked.GetOrAdd(page.Start, walker.Walk);

    private void Enter(AddressRange page, ulong pa) => _tlb[page.Start] = pa;

    [Invalidate]
    private void Shootdown()
    {
        _walked.Clear();
        _tlb.Clear();
    }
}
