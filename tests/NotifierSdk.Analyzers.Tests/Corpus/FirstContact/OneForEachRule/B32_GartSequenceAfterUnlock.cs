// Breaks: NSDK2002
// Bug: the sequence is saved after the lock was released
public class GartTable : IntervalNotifier
{
    readonly ReaderWriterLockSlim _rw = new(LockRecursionPolicy.NoRecursion);
    readonly uint[] _entries;
    readonly ulong _base;

    public GartTable(ulong @base, int count)
    {
        _base = @base;
        _entries = new uint[count];
    }

    protected override bool OnInvalidate(in Invalidation change)
    {
        if (!change.IsBlockable)
        {
            if (!_rw.TryEnterWriteLock(0))
                return false;
        }
        else
        {
            _rw.EnterWriteLock();
        }

        ClearEntries(change.Overlap);
        _rw.ExitWriteLock();
        SetSeq(change.Sequence);
        return true;
    }

    void ClearEntries(AddressRange overlap)
    {
        foreach (var pfn in overlap.Pages(4096))
            _entries[(int)((pfn - _base) >> 12)] = 0;
    }
}
