// Correct: callers decide by a switch expression whether to fault again
public sealed partial class Mirror : IntervalNotifier
{
    [DriverLock] private readonly Lock _lock = new();
    [GuardedBy(nameof(_lock))] private ulong _page;
    [Fault(Commit = nameof(Map))] public partial ValueTask<FaultStatus> FaultAsync(AddressRange range, CancellationToken cancellation);
    private void Map(AddressRange range) => _page = range.Start;
    [Invalidate] private void Unmap() => _page = 0;
}

public sealed class Client(Mirror mirror, Action<string> log)
{
    private bool _stopped;
    public void Stop() => _stopped = true;

    public async Task<bool> RunAsync(AddressRange range)
    {
        while (true)
        {
            var status = await mirror.FaultAsync(range, default).ConfigureAwait(false);
            var again = status switch { FaultStatus.Collided => true, FaultStatus.Completed => false, _ => throw new InvalidOperationException(status.ToString()) };
            if (!again) return true;
            if (_stopped) return false;
            log("again");
        }
    }

    public async Task WhileOpenAsync(AddressRange range)
    {
        while (!_stopped && await mirror.FaultAsync(range, default) == FaultStatus.Collided) ;
    }
}
