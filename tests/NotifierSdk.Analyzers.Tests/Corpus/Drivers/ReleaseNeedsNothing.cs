// Correct: accepts Release before SetSeq
public sealed class Released : IntervalNotifier
{
    private readonly object _lock = new();
    private ulong _entry;

    public bool Fault(ulong entry)
    {
        var token = ReadBegin();
        lock (_lock)
        {
            if (!ReadRetry(token))
            {
                _entry = entry;
                return true;
            }
        }

        return false;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (invalidation.Event is InvalidationEvent.Release)
            return true;
        lock (_lock)
        {
            SetSeq(invalidation.Sequence);
            _entry = 0;
            return true;
        }
    }
}
