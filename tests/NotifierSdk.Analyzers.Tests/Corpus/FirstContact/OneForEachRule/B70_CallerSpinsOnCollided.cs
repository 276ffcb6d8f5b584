// Breaks: NSDK2015
// Bug: the processor faults again at once for as long as the status says Collided
public sealed partial class GuestPages(Func<ulong, ulong> find) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new();
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _pages = [];

    [Fault(Collect = nameof(Find), Commit = nameof(Enter), MaxAttempts = 1)]
    public partial FaultStatus Fault(AddressRange page);

    private bool Find(AddressRange page, out ulong host) => (host = find(page.Start)) != 0;

    private void Enter(AddressRange page, ulong host) => _pages[page.Start] = host;

    [Invalidate]
    private void Drop(AddressRange range)
    {
        foreach (var page in range.Pages(4096))
            _pages.Remove(page);
    }
}

public sealed class Vcpu(GuestPages pages)
{
    public bool HandleExit(ulong address)
    {
        var page = AddressRange.FromLength(address & ~4095ul, 4096);
        FaultStatus status;
        do
        {
            status = pages.Fault(page);
        }
        while (status == FaultStatus.Collided);

        return status == FaultStatus.Completed;
    }
}
