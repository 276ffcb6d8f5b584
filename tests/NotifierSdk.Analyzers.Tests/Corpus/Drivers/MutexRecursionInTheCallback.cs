// Breaks: NSDK4007
// Bug: the invalidation comes in with the device's mutex held further up, and takes it again
// Read in: https://git.lede-project.org./?a=commit&h=484d9a844d0d0aeaa4cd3cec20885b7de9986a55&p=openwrt%2Fstaging%2Fblogic.git
public sealed class StructMutexDevice
{
    public object Mutex { get; } = new();
}

public sealed partial class GemUserptr(StructMutexDevice device) : IntervalNotifier
{
    private readonly StructMutexDevice _device = device;
    private readonly List<ulong> _bound = [];

    [DriverLock] private object Gate => _device.Mutex;

    [Fault(Commit = nameof(Bind))]
    public partial bool GetPages(AddressRange range);

    private void Bind(AddressRange range) => _bound.Add(range.Start);

    [Invalidate]
    private void RangeStart(AddressRange range) => Unbind(range);

    private void Unbind(AddressRange range)
    {
        lock (_device.Mutex)                       //! NSDK4007
            _bound.Remove(range.Start);
    }
}
