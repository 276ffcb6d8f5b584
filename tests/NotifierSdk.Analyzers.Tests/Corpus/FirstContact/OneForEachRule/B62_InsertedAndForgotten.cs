// Breaks: NSDK5002
// Bug: the simulator inserts its probe and nothing ever removes it
public sealed class CycleSimulator
{
    private readonly AddressSpace _guest;
    private readonly Probe _probe = new();

    public CycleSimulator(AddressSpace guest)
    {
        _guest = guest;
        _guest.Insert(_probe, AddressRange.FromLength(0x8000_0000, 0x1000_0000));
    }

    public long Invalidations => _probe.Count;

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
