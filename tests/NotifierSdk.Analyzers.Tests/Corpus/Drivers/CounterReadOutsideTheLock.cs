// Breaks: NSDK4003
// Bug: whether invalidations run is read from a counter before the lock is taken, and acted upon after
// Read in: https://android-kvm.googlesource.com/linux/+/ca748c39ea3f3c755295d64d69ba0b4375e34b5d
public sealed class PerMm : IntervalNotifier
{
    [DriverLock] private readonly object _lock = new();
    [GuardedBy(nameof(_lock))] private readonly List<ulong> _waiting = [];
    [GuardedBy(nameof(_lock))] private int _running;

    public bool Add(ulong umem)
    {
        var token = ReadBegin();
        var isIdle = _running == 0;                //! NSDK4003
        lock (_lock)
        {
            var isIdle = _running == 0;            //+
            if (ReadRetry(token))
                return false;
            if (isIdle)
                return true;
            _waiting.Add(umem);
            return true;
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_lock)
        {
            SetSeq(invalidation.Sequence);
            _running++;
            _waiting.Clear();
            _running--;
        }

        return true;
    }
}
