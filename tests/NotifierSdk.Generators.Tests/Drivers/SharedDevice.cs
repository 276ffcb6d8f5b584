using System.Threading;
using System.Threading.Tasks;
using NotifierSdk;

namespace Drivers.Shapes;

internal sealed class Device
{
    public readonly ReaderWriterLockSlim Gate = new();
}

/// <summary>Many regions share the lock of their device; their commits share it even among each other.</summary>
internal sealed partial class SharedDevice(Device device) : IntervalNotifier
{
    private readonly Device _device = device;

    [DriverLock(SharedCommit = true)] private ReaderWriterLockSlim Gate => _device.Gate;

    [Invalidate] private void Drop(AddressRange range) { }

    [Fault(Commit = nameof(Map))]
    internal partial ValueTask Fault(AddressRange range, CancellationToken cancellationToken);

    [Fault(Commit = nameof(Map))]
    internal partial void FaultNow(AddressRange range);

    private void Map(AddressRange range) { }
}
