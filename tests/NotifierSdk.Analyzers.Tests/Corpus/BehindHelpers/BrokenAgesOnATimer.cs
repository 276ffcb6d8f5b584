// Breaks: NSDK4004
// Bug: what the timer runs calls on the object of its state what requires the lock
public sealed partial class HeatMap : IntervalNotifier, IDisposable
{
    [DriverLock] private readonly object _sync = new();
    [GuardedBy(nameof(_sync))] private readonly Dictionary<ulong, int> _heat = [];
    private readonly Func<ulong, int> _measure;
    private readonly Timer _timer;

    public HeatMap(Func<ulong, int> measure)
    {
        _measure = measure;
        _timer = new Timer(OnTick, this, 100, 100);
    }

    [Fault(Collect = nameof(Measure), Commit = nameof(Note))]
    public partial FaultStatus Fault(AddressRange page);

    public void Dispose()
    {
        _timer.Dispose();
        TryRemove();
    }

    private static void OnTick(object? state)
    {
        if (state is HeatMap map)
            map.Tick();
    }

    private void Tick() => Cool();

    [RequiresLock(nameof(_sync))]
    private void Cool()
    {
        foreach (var page in _heat.Keys.ToList())
            _heat[page] /= 2;
    }

    private int Measure(AddressRange page) => _measure(page.Start);

    private void Note(AddressRange page, int heat) => _heat[page.Start >> 12] = heat;

    [Invalidate]
    private void Drop(AddressRange range)
    {
        foreach (var page in range.Pages(4096))
            _heat.Remove(page);
    }
}
