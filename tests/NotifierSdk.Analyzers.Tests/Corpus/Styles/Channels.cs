// Correct: a worker reads requests from a channel, and a helper commits
using System.Threading.Channels;

public sealed class Mirror : IntervalNotifier, IAsyncDisposable
{
    private readonly DriverLock _lock = new();
    private readonly HashSet<ulong> _map = [];
    private readonly Channel<ulong> _requests = Channel.CreateBounded<ulong>(64);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _worker;
    public Mirror() => _worker = Task.Run(() => WorkAsync(_stop.Token));
    public ValueTask RequestAsync(ulong page, CancellationToken cancellation) => _requests.Writer.WriteAsync(page, cancellation);

    private async Task WorkAsync(CancellationToken cancellation)
    {
        await foreach (var page in _requests.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
        {
            var tries = 0;
            while (!await TryFaultAsync(page, cancellation).ConfigureAwait(false) && ++tries < 100)
                await Task.Delay(tries, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<bool> TryFaultAsync(ulong page, CancellationToken cancellation)
    {
        var token = await ReadBeginAsync(Range, cancellation).ConfigureAwait(false);
        return TryCommit(page, token);
    }

    private bool TryCommit(ulong page, ReadToken token)
    {
        using var held = _lock.EnterScope();
        return !ReadRetry(token) && _map.Add(page);
    }

    public async ValueTask DisposeAsync()
    {
        _requests.Writer.Complete();
        await _stop.CancelAsync();
        await _worker.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        await RemoveAsync();
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_lock.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            _map.Clear();
        }
        return true;
    }
}
