// Correct: what the simulator inserts stands in a list, and the list is removed
public sealed class Simulator : IDisposable
{
    private readonly AddressSpace _guest = new("guest");
    private readonly List<Probe> _probes = [];

    public void Watch(AddressRange range)
    {
        var probe = new Probe();
        _guest.Insert(probe, range);
        _probes.Add(probe);
    }

    public long Invalidations => _probes.Sum(probe => probe.Count);

    public void Dispose()
    {
        foreach (var probe in _probes)
            probe.Remove();
        _probes.Clear();
        _guest.Dispose();
    }

    private sealed class Probe : IntervalNotifier
    {
        private long _count;

        public long Count => Volatile.Read(ref _count);

        protected override bool OnInvalidate(in Invalidation invalidation)
        {
            Interlocked.Increment(ref _count);
            return true;
        }
    }
}
