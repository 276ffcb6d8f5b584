// Breaks: NSDK2005
// Bug: the status of the fault is dropped before the work request is posted
public sealed partial class Mr : IntervalNotifier
{
    [DriverLock] private readonly SemaphoreSlim _odpSem = new(1, 1);
    [GuardedBy(nameof(_odpSem))] private readonly SortedList<ulong, nint> _lkeys = new();
    private readonly Func<ulong, nint> _pin;

    public Mr(Func<ulong, nint> pin) => _pin = pin;

    [Fault(Collect = nameof(Gup), Commit = nameof(Post))]
    public partial FaultStatus PageFault(AddressRange where);

    private bool Gup(AddressRange where, out nint pfn) => (pfn = _pin(where.Start)) != 0;

    private void Post(AddressRange where, nint pfn) => _lkeys[where.Start] = pfn;

    [Invalidate]
    private void Zap(AddressRange range)
    {
        for (int i = _lkeys.Count; i-- > 0;)
        {
            if (range.Contains(_lkeys.Keys[i]))
                _lkeys.RemoveAt(i);
        }
    }
}

public sealed class QueuePair(Mr mr, Action<ulong> doorbell)
{
    public void Send(ulong address, uint length)
    {
        var range = AddressRange.FromLength(address, length);
        mr.PageFault(range);
        doorbell(address);
    }
}
