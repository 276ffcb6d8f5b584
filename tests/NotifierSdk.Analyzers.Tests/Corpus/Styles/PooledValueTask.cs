// Correct: an asynchronous helper takes the semaphore and returns a scope of the author's own
using System.Runtime.CompilerServices;

public sealed class Mirror : IntervalNotifier
{
    private readonly SemaphoreSlim _gate = new(1);
    private readonly HashSet<ulong> _map = [];

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> FaultAsync(ulong page)
    {
        var until = Environment.TickCount64 + 1000;
        do
        {
            var token = await ReadBeginAsync(Range, TimeSpan.FromSeconds(1));
            using (await HoldAsync())
            {
                if (!ReadRetry(token))
                    return _map.Add(page);
            }
            await Task.Yield();
        }
        while (Environment.TickCount64 < until);
        return false;
    }

    private async ValueTask<Releaser> HoldAsync()
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        return new Releaser(_gate);
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_gate.Wait(invalidation.IsBlockable ? -1 : 0)) return false;
        using var releaser = new Releaser(_gate);
        SetSeq(invalidation.Sequence);
        _map.Clear();
        return true;
    }

    private readonly struct Releaser(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
