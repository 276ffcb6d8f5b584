// Breaks: NSDK4007
// Bug: the helper of the base class waits for the semaphore that generated code holds
public abstract class Store : IntervalNotifier
{
    [DriverLock] protected readonly SemaphoreSlim Gate = new(1, 1);
    protected T Locked<T>(Func<T> what)
    {
        Gate.Wait();
        try { return what(); }
        finally { Gate.Release(); }
    }
    protected int Bump()
    {
        Gate.Wait();
        try { return ++Generation; }
        finally { Gate.Release(); }
    }
    protected int Generation;
}
public sealed partial class Mmu(Func<ulong, ulong> walk) : Store
{
    private readonly Dictionary<ulong, ulong> _map = [];
    [Fault(Collect = nameof(Walk), Commit = nameof(Enter))]
    public partial FaultStatus Fault(AddressRange page);
    private ulong Walk(AddressRange page) => walk(page.Start);
    private void Enter(AddressRange page, ulong frame) => _map[page.Start] = frame;
    [Invalidate]
    private void Drop(AddressRange range)
    {
        _map.Clear();
        Bump();
    }
}
