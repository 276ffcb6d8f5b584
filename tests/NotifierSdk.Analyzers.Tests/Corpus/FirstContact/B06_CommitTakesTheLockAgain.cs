// Breaks: NSDK4007
// Bug: Commit goes through a public method that takes the lock which generated code holds already
public sealed partial class SoftTlb(Func<ulong, ulong> walk) : IntervalNotifier
{
    [DriverLock] private readonly SemaphoreSlim _sem = new(1, 1);
    [GuardedBy(nameof(_sem))] private readonly Dictionary<ulong, ulong> _entries = new();

    [Fault(Collect = nameof(Walk), Commit = nameof(Fill), MaxAttempts = 8)]
    public partial FaultStatus Miss(AddressRange page);

    private ulong Walk(AddressRange page) => walk(page.Start);

    private void Fill(AddressRange page, ulong frame) => Put(page.Start, frame);

    public void Put(ulong page, ulong frame)
    {
        _sem.Wait();
        try
        {
            _entries[page] = frame;
        }
        finally
        {
            _sem.Release();
        }
    }

    [Invalidate]
    private void Shoot(AddressRange range)
    {
        foreach (var page in _entries.Keys.ToList())
        {
            if (range.Contains(page))
                _entries.Remove(page);
        }
    }
}
