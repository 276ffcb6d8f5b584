// Correct: the lock belongs to the device, is shared by all its regions and reached through a property path
public sealed class Device
{
    public DriverLock Gate { get; } = new("device");
}

public sealed partial class DeviceRegion(Device device) : IntervalNotifier
{
    private readonly Device _device = device;

    [DriverLock] private DriverLock Gate => _device.Gate;

    [GuardedBy("_device.Gate")] private ulong _entry;

    [Fault(Commit = nameof(Map))]
    public partial FaultStatus Fault(AddressRange range);

    public ulong Entry
    {
        get
        {
            using (_device.Gate.EnterScope())
                return _entry;
        }
    }

    public ulong SameEntry
    {
        get
        {
            using (Gate.EnterScope())
                return _entry;
        }
    }

    private void Map(AddressRange range) => _entry = range.Start;

    [Invalidate]
    private void Unmap() => _entry = 0;
}
