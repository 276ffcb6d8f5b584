// Correct: the semaphore is held across the helper, which says so
public sealed class AsyncPages : IntervalNotifier
{
    private readonly SemaphoreSlim _mutex = new(1, 1);
    [GuardedBy(nameof(_mutex))] private readonly Dictionary<ulong, byte[]> _pages = new();

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_mutex.Wait(invalidation.IsBlockable ? -1 : 0))
            return false;
        SetSeq(invalidation.Sequence);
        foreach (var page in invalidation.Overlap.Pages(4096))
            _pages.Remove(page);
        _mutex.Release();
        return true;
    }

    public async Task<bool> LoadAsync(AddressRange page, Func<AddressRange, Task<byte[]>> read, CancellationToken cancellation)
    {
        for (var left = 12; left > 0; left--)
        {
            var token = await ReadBeginAsync(page, cancellation).ConfigureAwait(false);
            var bytes = await read(page).ConfigureAwait(false);
            await _mutex.WaitAsync(cancellation).ConfigureAwait(false);
            try
            {
                if (ReadRetry(token))
                    continue;
                Keep(page.Start, bytes);
                return true;
            }
            finally
            {
                _mutex.Release();
            }
        }

        return false;
    }

    [RequiresLock(nameof(_mutex))]
    private void Keep(ulong page, byte[] bytes)
    {
        while (_pages.Count > 1000)
            _pages.Remove(_pages.Keys.First());
        _pages[page] = bytes;
    }
}
