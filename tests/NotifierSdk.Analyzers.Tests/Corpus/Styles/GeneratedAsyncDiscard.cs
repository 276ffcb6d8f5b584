// Correct: an annotated asynchronous fault with all of its steps
public interface IPins { ValueTask<IDisposable> PinAsync(AddressRange range, CancellationToken cancellation); }

public sealed partial class Mirror(IPins pins) : IntervalNotifier
{
    [DriverLock] private readonly SemaphoreSlim _gate = new(1, 1);
    [GuardedBy(nameof(_gate))] private readonly List<IDisposable> _pinned = [];

    [Fault(Collect = nameof(PinAsync), Commit = nameof(KeepAsync), Discard = nameof(Drop), MaxAttempts = 4, TimeoutMilliseconds = 500)]
    public partial ValueTask<FaultStatus> FaultAsync(AddressRange range, CancellationToken cancellation);
    private ValueTask<IDisposable> PinAsync(AddressRange range, CancellationToken cancellation) => pins.PinAsync(range, cancellation);

    private async ValueTask KeepAsync(IDisposable pinned)
    {
        await Task.Yield();
        _pinned.Add(pinned);
    }

    private static void Drop(IDisposable pinned) => pinned.Dispose();

    [Invalidate(IgnoreEvents = [InvalidationEvent.SoftDirty])]
    private void Unmap()
    {
        foreach (var pin in _pinned) pin.Dispose();
        _pinned.Clear();
    }
}
