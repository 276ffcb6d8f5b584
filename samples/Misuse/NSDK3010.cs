namespace Misuse.NSDK3010;

public sealed partial class Window : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new();
    [ShadowState] private readonly Dictionary<ulong, ulong> _cpus = [];
    [ShadowState] private readonly Dictionary<ulong, ulong> _devices = [];

    [Fault(Commit = nameof(Map))]
    public partial FaultStatus Fault(AddressRange page);

    private void Map(AddressRange page)
    {
        _cpus[page.Start] = page.Last;
        _devices[page.Start] = page.Last;
    }

    [Invalidate]
    private void Drop() => _cpus.Clear();
}
