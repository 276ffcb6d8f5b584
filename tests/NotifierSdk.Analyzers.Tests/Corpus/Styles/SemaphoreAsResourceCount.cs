// Correct: a semaphore that counts slots and is no lock
public sealed class Mirror(SemaphoreSlim dmaSlots, Func<ulong, Task<ulong>> read) : IntervalNotifier
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, ulong> _map = [];

    public async Task<bool> FaultAsync(ulong page, CancellationToken cancellation)
    {
        await dmaSlots.WaitAsync(cancellation);
        try
        {
            for (var attempt = 0; attempt < 4; attempt++)
            {
                var token = await ReadBeginAsync(Range, cancellation);
                var entry = await read(page);
                lock (_lock)
                {
                    if (ReadRetry(token)) continue;
                    _map[page] = entry;
                    return true;
                }
            }
            return false;
        }
        finally { dmaSlots.Release(); }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_lock) { SetSeq(invalidation.Sequence); _map.Clear(); return true; }
    }
}
