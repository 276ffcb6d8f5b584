// Breaks: NSDK2016
// Bug: what Collect pinned stays pinned after a collision
public interface IPinner { IDisposable Pin(AddressRange range); }

public sealed partial class Registration(IPinner pinner) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new();
    [GuardedBy(nameof(_lock))] private readonly List<IDisposable> _pins = [];

    [Fault(Collect = nameof(Pin), Commit = nameof(Keep))]
    public partial FaultStatus Register(AddressRange range, CancellationToken cancellationToken = default);

    private IDisposable Pin(AddressRange range) => pinner.Pin(range);

    private void Keep(IDisposable pin) => _pins.Add(pin);

    [Invalidate]
    private void Unpin()
    {
        foreach (var pin in _pins)
            pin.Dispose();
        _pins.Clear();
    }
}
