// Correct: returns to its caller with the lock held exactly where it succeeded, and the caller gives it back
public sealed class MapAndLock : IntervalNotifier
{
    private readonly DriverLock _umemLock = new();
    private ulong _pfn;

    public bool TryMapAndLock(ulong pfn)
    {
        var token = ReadBegin();
        _umemLock.Enter();
        if (ReadRetry(token))
        {
            _umemLock.Exit();
            return false;
        }

        _pfn = pfn;
        return true;
    }

    public void Unlock() => _umemLock.Exit();

    public void Fault(ulong pfn)
    {
        if (TryMapAndLock(pfn))
            Unlock();
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        _umemLock.Enter();
        SetSeq(invalidation.Sequence);
        _pfn = 0;
        _umemLock.Exit();
        return true;
    }
}
