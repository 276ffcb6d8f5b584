// Breaks: NSDK4008
// Bug: the helper waits for the semaphore that its caller holds
public sealed class AsyncMirror : IntervalNotifier
{
    private readonly SemaphoreSlim _mutex = new(1, 1);
    private readonly Dictionary<ulong, byte[]> _pages = new();

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

    public async Task<int> EvictOldestAsync(int keep)
    {
        await _mutex.WaitAsync().ConfigureAwait(false);
        try
        {
            var dropped = 0;
            while (_pages.Count > keep)
            {
                await DropAsync(_pages.Keys.First()).ConfigureAwait(false);
                dropped++;
            }

            return dropped;
        }
        finally
        {
            _mutex.Release();
        }
    }

    private async Task DropAsync(ulong page)
    {
        await _mutex.WaitAsync().ConfigureAwait(false);
        _pages.Remove(page);
        _mutex.Release();
    }
}
