// Correct: an asynchronous fault under a semaphore
public sealed class Asynchronous : IntervalNotifier
{
    private readonly SemaphoreSlim _lock = new(1, 1);
    private readonly Dictionary<ulong, byte[]> _cache = [];

    public async Task<byte[]?> FaultAsync(ulong page, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < 8; attempt++)
        {
            var token = await ReadBeginAsync(Range, cancellationToken).ConfigureAwait(false);
            var data = await CollectAsync(page, cancellationToken).ConfigureAwait(false);
            await _lock.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                if (!ReadRetry(token))
                    return _cache[page] = data;
            }
            finally
            {
                _lock.Release();
            }
        }

        return null;
    }

    private static async Task<byte[]> CollectAsync(ulong page, CancellationToken cancellationToken)
    {
        await Task.Delay(1, cancellationToken).ConfigureAwait(false);
        return BitConverter.GetBytes(page);
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.Wait(invalidation.IsBlockable ? Timeout.Infinite : 0))
            return false;
        try
        {
            SetSeq(invalidation.Sequence);
            _cache.Clear();
            return true;
        }
        finally
        {
            _lock.Release();
        }
    }
}
