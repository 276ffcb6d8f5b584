// Breaks: NSDK4001
// Bug: a hook that unmaps is called with the lock held that the unmap's notification wants
// Read in: https://github.com/ofiwg/libfabric/issues/9003
public sealed class ImportMonitor(AddressSpace space) : IntervalNotifier
{
    private readonly ReaderWriterLockSlim _lock = new();
    private readonly HashSet<ulong> _imported = [];

    public bool Import(ulong page)
    {
        var token = ReadBegin();
        _lock.EnterWriteLock();
        try
        {
            return !ReadRetry(token) && _imported.Add(page);
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    public void Drop(AddressRange range)
    {
        _lock.EnterWriteLock();
        _imported.Remove(range.Start);
        using (space.BeginInvalidate(range, InvalidationEvent.Unmap))      //! NSDK4001
            Release(range);                                                //! NSDK4001
        _lock.ExitWriteLock();
        using (space.BeginInvalidate(range, InvalidationEvent.Unmap))      //+
            Release(range);                                                //+
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        _lock.EnterWriteLock();
        try
        {
            SetSeq(invalidation.Sequence);
            _imported.Clear();
            return true;
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    private static void Release(AddressRange range) => GC.KeepAlive(range);
}
