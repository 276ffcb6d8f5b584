namespace Misuse.NSDK4009;

public sealed partial class Mirror : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new();
    private readonly Dictionary<ulong, ulong> _pages = [];

    [Fault(Commit = nameof(Map))]
    public partial FaultStatus Fault(AddressRange page);

    public ulong Get(ulong address) => _pages[address];

    private void Map(AddressRange page) => _pages[page.Start] = page.Last;

    [Invalidate]
    private void Drop() => _pages.Clear();
}
