namespace Misuse.NSDK1008;

public sealed partial class Mirror : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new();
    private readonly SortedSet<ulong> _pages = [];

    [Fault(Collect = nameof(Read), Commit = nameof(Map))]
    public partial FaultStatus Fault(AddressRange range, CancellationToken cancellationToken = default);

    private static ulong Read(AddressRange range) => range.Start;

    private void Map(ulong page) => _pages.Add(page);
}
