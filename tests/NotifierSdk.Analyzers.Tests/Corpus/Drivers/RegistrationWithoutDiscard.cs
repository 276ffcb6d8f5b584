// Breaks: NSDK2016
// Bug: a memory region is registered with the hardware for every attempt, and only the last one is ever deregistered
// Read in: none
public sealed partial class HardwareRegions(IRegistrar registrar) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new();
    [ShadowState] private readonly Dictionary<ulong, uint> _keys = [];

    [Invalidate]
    private void Drop(AddressRange range)
    {
        foreach (var key in _keys.Values)
            registrar.Deregister(key);
        _keys.Clear();
    }

    [Fault(Collect = nameof(Key), Commit = nameof(Publish))] //! NSDK2016
    [Fault(Collect = nameof(Key), Commit = nameof(Publish), Discard = nameof(Forget))] //+
    public partial FaultStatus Fault(AddressRange range);

    private uint Key(AddressRange range) => registrar.Register(range);

    private void Publish(AddressRange range, uint key) => _keys[range.Start] = key;

    private void Forget(uint key) => registrar.Deregister(key); //+
}

public interface IRegistrar
{
    uint Register(AddressRange range);

    void Deregister(uint key);
}
