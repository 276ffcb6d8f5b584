// Breaks: NSDK4007
// Bug: the gauge asks for the count, which waits for the semaphore that generated code holds
public sealed class Gauge(Mmu mmu)
{
    public int Last { get; private set; }
    public void Update() => Last = mmu.Count;
}
public sealed partial class Mmu : IntervalNotifier
{
    private readonly Func<ulong, ulong> _walk;
    private readonly Gauge _gauge;
    [DriverLock] private readonly SemaphoreSlim _lock = new(1, 1);
    private readonly Dictionary<ulong, ulong> _map = [];
    public Mmu(Func<ulong, ulong> walk)
    {
        _walk = walk;
        _gauge = new Gauge(this);
    }
    public int Count
    {
        get
        {
            _lock.Wait();
            try { return _map.Count; }
            finally { _lock.Release(); }
        }
    }
    [Fault(Collect = nameof(Walk), Commit = nameof(Enter))]
    public partial FaultStatus Fault(AddressRange page);
    private ulong Walk(AddressRange page) => _walk(page.Start);
    private void Enter(AddressRange page, ulong frame)
    {
        _map[page.Start >> 12] = frame;
        _gauge.Update();
    }
    [Invalidate]
    private void Drop(AddressRange range) => _map.Clear();
}
