// Correct: a reader-writer lock, held for writing in the callback and for reading around the check
public sealed class ReaderWriter : IntervalNotifier
{
    private readonly ReaderWriterLockSlim _lock = new();
    private readonly ulong[] _table = new ulong[512];

    public bool Fault(int index, ulong entry)
    {
        var token = ReadBegin();
        _lock.EnterReadLock();
        try
        {
            if (ReadRetry(token))
                return false;
            Interlocked.Exchange(ref _table[index], entry);
            return true;
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnterWriteLock(invalidation.IsBlockable ? Timeout.Infinite : 0))
            return false;
        SetSeq(invalidation.Sequence);
        Array.Clear(_table);
        _lock.ExitWriteLock();
        return true;
    }
}
