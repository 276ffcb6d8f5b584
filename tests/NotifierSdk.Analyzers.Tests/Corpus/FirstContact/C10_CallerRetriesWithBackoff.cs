// Correct: the caller of a fault waits a little longer each time
public sealed partial class Window : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new();
    [GuardedBy(nameof(_lock))] private ulong _base;

    [Fault(Commit = nameof(Place), MaxAttempts = 1)]
    public partial FaultStatus Map(AddressRange range);

    private void Place(AddressRange range) => _base = range.Start;

    [Invalidate]
    private void Zap() => _base = 0;

    public async Task<bool> MapPatientlyAsync(AddressRange range, CancellationToken stop)
    {
        var delay = 1;
        while (true)
        {
            switch (Map(range))
            {
                case FaultStatus.Completed:
                    return true;
                case FaultStatus.Collided when delay < 1000:
                    await Task.Delay(delay, stop);
                    delay *= 2;
                    continue;
                default:
                    return false;
            }
        }
    }
}
