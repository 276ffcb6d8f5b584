// Correct: code that exercises a driver, announces without a change, and looks afterwards
public sealed partial class Probe : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new();
    [GuardedBy(nameof(_lock))] private readonly HashSet<ulong> _pages = [];

    [Fault(Commit = nameof(Add))]
    public partial FaultStatus Fault(AddressRange page);

    public bool Contains(AddressRange page)
    {
        using (_lock.EnterScope())
            return _pages.Contains(page.Start);
    }

    private void Add(AddressRange page) => _pages.Add(page.Start);

    [Invalidate]
    private void Drop() => _pages.Clear();
}

public static class ProbeCheck
{
    public static void Run()
    {
        using var space = new AddressSpace();
        var probe = new Probe();
        var page = AddressRange.FromLength(4096, 4096);
        space.Insert(probe, page);
        probe.Fault(page);
        if (!probe.Contains(page))
            throw new InvalidOperationException("It was not mapped.");
        using (space.BeginInvalidate(page, InvalidationEvent.Unmap)) { }
        if (probe.Contains(page))
            throw new InvalidOperationException("It is still mapped.");
        probe.Remove();
    }
}
