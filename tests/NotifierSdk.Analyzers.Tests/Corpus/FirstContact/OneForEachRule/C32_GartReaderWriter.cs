// Correct: write-held in the callback, read-held around the check of a commit that is one store
public sealed class Gart : IntervalNotifier, IDisposable
{
    private readonly ReaderWriterLockSlim _rw = new();
    private readonly ulong[] _entries;

    public Gart(int pages) => _entries = new ulong[pages];

    protected override bool OnInvalidate(in Invalidation change)
    {
        if (!_rw.TryEnterWriteLock(change.IsBlockable ? Timeout.Infinite : 0))
            return false;
        try
        {
            SetSeq(change.Sequence);
            foreach (var page in change.Overlap.Pages(4096))
                _entries[Index(page)] = 0;
            return true;
        }
        finally
        {
            _rw.ExitWriteLock();
        }
    }

    protected override void WaitForCommits()
    {
        _rw.EnterWriteLock();
        _rw.ExitWriteLock();
    }

    public bool Bind(ulong page, Func<ulong, ulong> pin)
    {
        for (var i = 0; i < 10; i++)
        {
            var token = ReadBegin(AddressRange.FromLength(page, 4096));
            var address = pin(page);
            _rw.EnterReadLock();
            try
            {
                if (ReadRetry(token))
                    continue;
                Volatile.Write(ref _entries[Index(page)], address);
                return true;
            }
            finally
            {
                _rw.ExitReadLock();
            }
        }

        return false;
    }

    public void Dispose()
    {
        if (TryRemove())
            _rw.Dispose();
    }

    private long Index(ulong page) => (long)((page - Range.Start) >> 12);
}
