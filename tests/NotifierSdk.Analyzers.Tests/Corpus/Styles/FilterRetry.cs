// Correct: an exception reports the collision, and its filter counts
public sealed class CollisionException : Exception;
public sealed class Mirror : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly HashSet<ulong> _map = [];

    public bool Fault(ulong page)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                Once(page);
                return true;
            }
            catch (CollisionException) when (attempt < 10)
            {
                Thread.SpinWait(1 << attempt);
            }
        }
    }

    private void Once(ulong page)
    {
        var token = ReadBegin();
        _lock.Enter();
        try
        {
            if (ReadRetry(token)) throw new CollisionException();
            _map.Add(page);
        }
        finally { _lock.Exit(); }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        try
        {
            _lock.Enter();
            SetSeq(invalidation.Sequence);
            _map.Clear();
        }
        finally { _lock.Exit(); }
        return true;
    }
}
