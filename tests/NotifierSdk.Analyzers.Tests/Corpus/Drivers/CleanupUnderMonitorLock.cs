// Breaks: NSDK4001
// Bug: stale entries are cleaned up, which waits for the monitor, without giving its lock back first
// Read in: https://github.com/ofiwg/libfabric/pull/5562
public sealed class FlushList(AddressSpace space) : IntervalNotifier
{
    private readonly SemaphoreSlim _lock = new(1, 1);
    private readonly List<ulong> _flush = [];

    public async Task<bool> Register(ulong page, CancellationToken cancellationToken)
    {
        var token = await ReadBeginAsync(Range, cancellationToken);
        await _lock.WaitAsync(cancellationToken);
        try
        {
            if (ReadRetry(token))
                return false;
            _flush.Add(page);
            return true;
        }
        finally
        {
            _lock.Release();
        }
    }

    public void Close()
    {
        _lock.Wait();
        _flush.Clear();
        space.WaitRangeValid(Range);               //! NSDK4001
        _lock.Release();
        space.WaitRangeValid(Range);               //+
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!invalidation.IsBlockable)
        {
            if (!_lock.Wait(0))
                return false;
        }
        else
        {
            _lock.Wait();
        }

        SetSeq(invalidation.Sequence);
        _flush.Clear();
        _lock.Release();
        return true;
    }
}
