using MultiDevice.Devices;
using NotifierSdk;

namespace MultiDevice.Drivers;

/// <summary>Begins to flush; waits for it when every other driver has begun, too.</summary>
internal sealed partial class TwoPassDriver(TlbDevice device) : IntervalNotifier, IMirror
{
    [DriverLock] private readonly DriverLock _lock = new("device");

    public TlbDevice Device { get; } = device;

    [Fault(Commit = nameof(Map))]
    public partial FaultStatus Fault(AddressRange range);

    [InvalidateStart]
    private FinishState BeginFlush(AddressRange range) => new(null, (ulong)Device.BeginFlush(range));

    [InvalidateFinish]
    private static void AwaitFlush(FinishState finish) => TlbDevice.Await((long)finish.Value);

    private void Map(AddressRange range) => Device.Map(range);
}
