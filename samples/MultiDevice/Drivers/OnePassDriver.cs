using MultiDevice.Devices;
using NotifierSdk;

namespace MultiDevice.Drivers;

/// <summary>Flushes, and waits for it, before the next driver is asked.</summary>
internal sealed partial class OnePassDriver(TlbDevice device) : IntervalNotifier, IMirror
{
    [DriverLock] private readonly DriverLock _lock = new("device");

    public TlbDevice Device { get; } = device;

    [Fault(Commit = nameof(Map))]
    public partial FaultStatus Fault(AddressRange range);

    [Invalidate]
    private void Flush(AddressRange range) => TlbDevice.Await(Device.BeginFlush(range));

    private void Map(AddressRange range) => Device.Map(range);
}
