// Correct: callers that pause, count, cancel or look at the clock before they fault again
public sealed partial class Mirror : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new();
    [GuardedBy(nameof(_lock))] private ulong _page;
    [Fault(Commit = nameof(Map))] public partial FaultStatus Fault(AddressRange range);
    private void Map(AddressRange range) => _page = range.Start;
    [Invalidate] private void Unmap() => _page = 0;
}

public static class Callers
{
    public static void Backoff(Mirror mirror, AddressRange range)
    {
        var spin = new SpinWait();
        while (mirror.Fault(range) == FaultStatus.Collided)
            spin.SpinOnce();
    }

    public static FaultStatus Deadline(Mirror mirror, AddressRange range)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        FaultStatus status;
        do status = mirror.Fault(range);
        while (status is FaultStatus.Collided && clock.ElapsedMilliseconds < 100);
        return status;
    }

    public static async Task<FaultStatus> Pause(Mirror mirror, AddressRange range, CancellationToken cancellation)
    {
        for (;;)
        {
            switch (mirror.Fault(range))
            {
                case FaultStatus.Collided:
                    await Task.Delay(1, cancellation);
                    continue;
                case var status:
                    return status;
            }
        }
    }

    public static void Budget(Mirror mirror, AddressRange range, ref int budget)
    {
        while (budget-- > 0 && mirror.Fault(range) is FaultStatus.Collided) { }
    }

    public static void Released(Mirror mirror, AddressRange range)
    {
        while (mirror.IsInserted && mirror.Fault(range) != FaultStatus.Completed)
            Thread.Yield();
    }
}
