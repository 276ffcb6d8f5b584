// Correct: an asynchronous lock of the author's own
public sealed class AsyncLock
{
    private readonly SemaphoreSlim _gate = new(1);

    public async ValueTask<IDisposable> LockAsync(CancellationToken cancellation) { await _gate.WaitAsync(cancellation); return new Release(_gate); }

    public IDisposable Lock() { _gate.Wait(); return new Release(_gate); }

    public bool TryLock(out IDisposable? held) { held = _gate.Wait(0) ? new Release(_gate) : null; return held is not null; }

    private sealed class Release(SemaphoreSlim gate) : IDisposable { public void Dispose() => gate.Release(); }
}

public sealed class Mirror : IntervalNotifier
{
    private readonly AsyncLock _lock = new();
    private readonly object _log = new();
    private int _faults;
    private ulong _entry;

    public async Task<bool> FaultAsync(ulong page, CancellationToken cancellation)
    {
        var token = await ReadBeginAsync(Range, cancellation);
        using (await _lock.LockAsync(cancellation))
        {
            if (ReadRetry(token)) return false;
            _entry = page;
        }
        lock (_log) _faults++;
        return true;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        IDisposable? held;
        if (invalidation.IsBlockable) held = _lock.Lock();
        else if (!_lock.TryLock(out held)) return false;
        using (held) { SetSeq(invalidation.Sequence); _entry = 0; }
        return true;
    }
}
