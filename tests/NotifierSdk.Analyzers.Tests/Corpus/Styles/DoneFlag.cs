// Correct: flags say whether it is done, and whether the lock was taken
public sealed class Mirror : IntervalNotifier
{
    private readonly object _lock = new();
    private ulong _entry;

    public bool Fault(ulong page)
    {
        var done = false;
        for (var attempt = 0; !done && attempt < 3; attempt++)
        {
            var token = ReadBegin();
            Monitor.Enter(_lock);
            if (!ReadRetry(token))
            {
                _entry = page;
                done = true;
            }
            Monitor.Exit(_lock);
        }
        return done;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        bool locked = false;
        try
        {
            if (invalidation.IsBlockable)
                Monitor.Enter(_lock, ref locked);
            else
                Monitor.TryEnter(_lock, ref locked);
            if (locked)
            {
                SetSeq(invalidation.Sequence);
                _entry = 0;
            }
            return locked;
        }
        finally
        {
            if (locked) Monitor.Exit(_lock);
        }
    }
}
