// Correct: a histogram of faults that nothing invalidates
public sealed partial class Counted(Func<ulong, ulong> translate) : IntervalNotifier
{
    [DriverLock] private readonly object _sync = new();
    [GuardedBy(nameof(_sync))] private readonly Dictionary<ulong, ulong> _map = new();
    [GuardedBy(nameof(_sync))] private readonly Dictionary<ulong, int> _faultsByPage = new();

    [Fault(Collect = nameof(Translate), Commit = nameof(Keep))]
    public partial FaultStatus Fault(AddressRange page);

    public int FaultsOf(ulong page)
    {
        lock (_sync)
            return _faultsByPage.GetValueOrDefault(page);
    }

    private ulong Translate(AddressRange page) => translate(page.Start);

    private void Keep(AddressRange page, ulong frame)
    {
        _map[page.Start] = frame;
        _faultsByPage[page.Start] = _faultsByPage.GetValueOrDefault(page.Start) + 1;
    }

    [Invalidate]
    private void Drop() => _map.Clear();
}
