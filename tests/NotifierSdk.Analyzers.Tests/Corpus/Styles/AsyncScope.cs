// Correct: an asynchronous scope of the author's own
public sealed class Mirror : IntervalNotifier
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    [GuardedBy(nameof(_gate))] private ulong _entry;

    public async Task<bool> FaultAsync(ulong page)
    {
        var token = await ReadBeginAsync(Range);
        await using var held = await Hold.TakeAsync(_gate);
        if (ReadRetry(token)) return false;
        _entry = page;
        return true;
    }

    public async Task<ulong> ReadAsync()
    {
        await using (await Hold.TakeAsync(_gate).ConfigureAwait(false)) return _entry;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_gate.Wait(invalidation.IsBlockable ? Timeout.Infinite : 0)) return false;
        try { SetSeq(invalidation.Sequence); _entry = 0; return true; }
        finally { _gate.Release(); }
    }

    private sealed class Hold(SemaphoreSlim gate) : IAsyncDisposable
    {
        public static async ValueTask<Hold> TakeAsync(SemaphoreSlim gate) { await gate.WaitAsync(); return new Hold(gate); }
        public ValueTask DisposeAsync() { gate.Release(); return default; }
    }
}
