// Correct: the sender turns each status into something of its own, and a prefetch says that it does not mind
public sealed partial class OdpMr : IntervalNotifier
{
    [DriverLock] private readonly SemaphoreSlim _sem = new(1, 1);
    [GuardedBy(nameof(_sem))] private readonly SortedList<ulong, nint> _keys = new();
    private readonly Func<ulong, nint> _pin;

    public OdpMr(Func<ulong, nint> pin) => _pin = pin;

    [Fault(Collect = nameof(Gup), Commit = nameof(Post), MaxAttempts = 4)]
    public partial FaultStatus PageFault(AddressRange where);

    private bool Gup(AddressRange where, out nint pfn) => (pfn = _pin(where.Start)) != 0;

    private void Post(AddressRange where, nint pfn) => _keys[where.Start] = pfn;

    [Invalidate]
    private void Zap(AddressRange range)
    {
        for (int i = _keys.Count; i-- > 0;)
        {
            if (range.Contains(_keys.Keys[i]))
                _keys.RemoveAt(i);
        }
    }
}

public enum Completion { Success, RetryLater, AccessError }

public sealed class SendQueue(OdpMr mr, Action<ulong> doorbell)
{
    public Completion Send(ulong address, uint length)
    {
        switch (mr.PageFault(AddressRange.FromLength(address, length)))
        {
            case FaultStatus.Completed:
                doorbell(address);
                return Completion.Success;
            case FaultStatus.Collided or FaultStatus.TimedOut:
                return Completion.RetryLater;
            default:
                return Completion.AccessError;
        }
    }

    public void Prefetch(AddressRange range) => _ = mr.PageFault(range);
}
