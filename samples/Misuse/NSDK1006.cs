namespace Misuse.NSDK1006;

public sealed partial class Mirror : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new();
    private readonly SortedSet<ulong> _pages = [];

    [Fault(Collect = nameof(Read), Commit = nameof(Map))]
    public FaultStatus Fault(AddressRange range)
    {
        Map(Read(range));
        return FaultStatus.Completed;
    }

    [Invalidate]
    private void Unmap(in Invalidation invalidation) => _pages.Clear();

    private static ulong Read(AddressRange range) => range.Start;

    private void Map(ulong page) => _pages.Add(page);
}
