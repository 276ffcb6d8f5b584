// Breaks: NSDK4001
// Bug: memory is registered while the monitor's lock is held, which the monitor's notification takes
// Read in: https://github.com/ofiwg/libfabric/pull/5729
public sealed class MonitoredCache : IntervalNotifier
{
    private readonly DriverLock _monitorLock = new();
    private readonly Dictionary<ulong, object> _entries = [];

    public object? Search(ulong address)
    {
        using (_monitorLock.EnterScope())
        {
            if (_entries.TryGetValue(address, out var known))
                return known;
        }

        _monitorLock.Enter();                      //! NSDK4001
        var token = ReadBegin();
        _monitorLock.Enter();                      //+
        try
        {
            if (ReadRetry(token))
                return null;
            return _entries[address] = new object();
        }
        finally
        {
            _monitorLock.Exit();
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_monitorLock.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            _entries.Clear();
        }

        return true;
    }
}
