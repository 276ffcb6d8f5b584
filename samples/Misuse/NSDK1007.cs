namespace Misuse.NSDK1007;

public sealed partial class Mirror : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new();
    private readonly SortedSet<ulong> _pages = [];

    [Fault(Collect = nameof(Read), Commit = nameof(Map))]
    public partial FaultStatus Fault(AddressRange range, CancellationToken cancellationToken = default);

    [Invalidate]
    private void Unmap(in Invalidation invalidation) => _pages.Clear();

    private static ulong Read(AddressRange range) => range.Start;

    private void Map(ulong page, int count) => _pages.Add(page + (ulong)count);
}
