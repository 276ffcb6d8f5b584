// Correct: an asynchronous fault under a semaphore, with cancellation and a linked deadline
public sealed class Mirror(Func<ulong, CancellationToken, ValueTask<byte[]>> read) : IntervalNotifier, IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Dictionary<ulong, byte[]> _map = [];

    public async ValueTask<FaultStatus> FaultAsync(ulong page, TimeSpan patience, CancellationToken cancellation = default)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limited.CancelAfter(patience);
        try
        {
            while (true)
            {
                var token = await ReadBeginAsync(AddressRange.FromBounds(page, page + 1), limited.Token);
                var data = await read(page, limited.Token);
                if (!await _gate.WaitAsync(patience, limited.Token))
                    return FaultStatus.TimedOut;
                try
                {
                    if (ReadRetry(token))
                        continue;
                    _map[page] = data;
                    return FaultStatus.Completed;
                }
                finally
                {
                    _gate.Release();
                }
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return FaultStatus.TimedOut;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (IsInserted)
            await RemoveAsync();
        _gate.Dispose();
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (invalidation.IsBlockable) _gate.Wait();
        else if (!_gate.Wait(0)) return false;
        try
        {
            SetSeq(invalidation.Sequence);
            _map.Clear();
            return true;
        }
        finally { _gate.Release(); }
    }
}
