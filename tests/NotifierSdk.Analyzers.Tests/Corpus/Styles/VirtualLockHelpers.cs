// Correct: the lock is taken and released by members that derived types may override
public abstract class Base : IntervalNotifier
{
    protected abstract void Hold();
    protected abstract void Drop();
}

public class Mirror : Base
{
    private readonly DriverLock _lock = new();
    [GuardedBy("_lock")] private readonly Dictionary<ulong, ulong> _map = [];
    protected override void Hold() => _lock.Enter();
    protected override void Drop() => _lock.Exit();

    public bool Fault(ulong page)
    {
        var token = ReadBegin();
        Hold();
        try
        {
            if (ReadRetry(token))
                return false;
            _map[page] = page;
            return true;
        }
        finally { Drop(); }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        Hold();
        try
        {
            SetSeq(invalidation.Sequence);
            _map.Clear();
            return true;
        }
        finally { Drop(); }
    }
}
