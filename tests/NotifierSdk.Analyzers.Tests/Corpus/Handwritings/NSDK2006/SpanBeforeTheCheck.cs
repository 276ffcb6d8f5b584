// Breaks: NSDK2006
// Bug: a whole run of entries is copied into the table, and checked afterwards
// Read in: none
public class PageTable : IntervalNotifier
{
    private readonly ReaderWriterLockSlim _lock = new();
    [ShadowState] private readonly ulong[] _entries = new ulong[512];
    private readonly Action<AddressRange, ulong[]> _read;

    public PageTable(Action<AddressRange, ulong[]> read) { _read = read; }

    public bool Refill(int first, int count)
    {
        ReadToken token = ReadBegin();
        var batch = new ulong[count];
        _read(Range, batch);
        _lock.EnterWriteLock();
        try
        {
            if (ReadRetry(token)) return false; //+
            batch.AsSpan().CopyTo(_entries.AsSpan(first, count));
            return !ReadRetry(token); //! NSDK2006
            return true; //+
        }
        finally { _lock.ExitWriteLock(); }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        _lock.EnterWriteLock();
        try
        {
            SetSeq(invalidation.Sequence);
            Array.Clear(_entries);
            return true;
        }
        finally { _lock.ExitWriteLock(); }
    }
}
