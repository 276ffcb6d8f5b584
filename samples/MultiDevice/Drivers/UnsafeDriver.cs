using MultiDevice.Devices;
using NotifierSdk;

namespace MultiDevice.Drivers;

/// <summary><see cref="TwoPassDriver"/> without the line that waits.</summary>
internal sealed partial class UnsafeDriver(TlbDevice device) : IntervalNotifier, IMirror
{
    [DriverLock] private readonly DriverLock _lock = new("device");

    public TlbDevice Device { get; } = device;

    [Fault(Commit = nameof(Map))]
    public partial FaultStatus Fault(AddressRange range);

    [InvalidateStart]
    private FinishState BeginFlush(AddressRange range) => new(null, (ulong)Device.BeginFlush(range));

    [InvalidateFinish]
    private static void AwaitFlush()
    {
    }

    private void Map(AddressRange range) => Device.Map(range);
}
