// Correct: a mutex, of which the rules know nothing
public sealed class Mirror : IntervalNotifier
{
    private readonly Mutex _mutex = new();
    private readonly Dictionary<ulong, ulong> _map = [];

    public bool Fault(ulong page)
    {
        var token = ReadBegin();
        _mutex.WaitOne();
        try
        {
            if (ReadRetry(token))
                return false;
            _map[page] = page;
            return true;
        }
        finally
        {
            _mutex.ReleaseMutex();
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (invalidation.IsBlockable)
            _mutex.WaitOne();
        else if (!_mutex.WaitOne(0))
            return false;
        try
        {
            SetSeq(invalidation.Sequence);
            _map.Clear();
            return true;
        }
        finally
        {
            _mutex.ReleaseMutex();
        }
    }
}
