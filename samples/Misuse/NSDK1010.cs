namespace Misuse.NSDK1010;

public sealed partial class Mirror : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new();
    private readonly SortedSet<ulong> _pages = [];

    [Fault(Commit = nameof(MapAsync))]
    public partial ValueTask<FaultStatus> FaultAsync(AddressRange range, CancellationToken cancellationToken = default);

    [Invalidate]
    private void Unmap(in Invalidation invalidation) => _pages.Clear();

    private async ValueTask MapAsync(AddressRange range)
    {
        await Task.Yield();
        _pages.Add(range.Start);
    }
}
