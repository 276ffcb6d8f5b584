namespace Misuse.NSDK3012;

public sealed partial class Ptes : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new();
    [ShadowState] private readonly Dictionary<ulong, ulong> _ptes = [];

    [Fault(Commit = nameof(Map))]
    public partial FaultStatus Fault(AddressRange page);

    private void Map(AddressRange page) => _ptes[page.Start >> 12] = 1;

    [Invalidate]
    private void Drop(AddressRange range)
    {
        for (var page = range.Start >> 12; page < range.Last >> 12; page++)
            _ptes.Remove(page);
    }
}
