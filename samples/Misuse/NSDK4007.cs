namespace Misuse.NSDK4007;

public sealed partial class Mirror : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new();
    private readonly SortedSet<ulong> _pages = [];

    [Fault(Commit = nameof(Map))]
    public partial bool Fault(AddressRange range);

    private void Map(AddressRange range) => _pages.Add(range.Start);

    [Invalidate]
    private void Unmap(AddressRange range)
    {
        using (_lock.EnterScope())
            _pages.Clear();
    }
}
