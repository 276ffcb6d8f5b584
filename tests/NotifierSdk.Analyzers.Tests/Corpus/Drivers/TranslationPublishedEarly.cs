// Breaks: NSDK2011
// Bug: the translation that others use without a lock is replaced before the fault knows whether what it read still holds
// Read in: none
public sealed class CodeCache(IGuestMemory guest) : IntervalNotifier
{
    private readonly ReaderWriterLockSlim _lock = new();
    private volatile Block? _current;

    public Block? Current => _current;

    public bool Translate(ulong address, int attempts)
    {
        for (; attempts > 0; attempts--)
        {
            var token = ReadBegin();
            var block = guest.Decode(address);
            _current = block;                      //! NSDK2011
            _lock.EnterReadLock();
            try
            {
                if (!ReadRetry(token))
                {
                    _current = block;              //+
                    return true;
                }
            }
            finally
            {
                _lock.ExitReadLock();
            }
        }

        return false;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        _lock.EnterWriteLock();
        try
        {
            SetSeq(invalidation.Sequence);
            _current = null;
        }
        finally
        {
            _lock.ExitWriteLock();
        }

        return true;
    }
}

public sealed record Block(ulong Start, int Length);

public interface IGuestMemory
{
    Block Decode(ulong address);
}
