// Correct: an abstract fault loop with virtual steps
public abstract class FaultLoop<T> : IntervalNotifier
{
    protected readonly Lock Gate = new();
    protected abstract T Collect(AddressRange range, CancellationToken cancellation);
    protected abstract void Commit(AddressRange range, T collected);

    protected virtual void Discard(T collected) { if (collected is IDisposable disposable) disposable.Dispose(); }

    public FaultStatus Fault(AddressRange range, CancellationToken cancellation = default)
    {
        for (var attempt = 0; attempt < 64; attempt++)
        {
            if (cancellation.IsCancellationRequested) return FaultStatus.TimedOut;
            var token = ReadBegin(range, cancellation);
            var collected = Collect(range, cancellation);
            var isCommitted = false;
            try
            {
                lock (Gate)
                {
                    if (ReadRetry(token)) continue;
                    Commit(range, collected);
                    isCommitted = true;
                    return FaultStatus.Completed;
                }
            }
            finally { if (!isCommitted) Discard(collected); }
        }
        return FaultStatus.Collided;
    }
}

public sealed class Mirror(Func<AddressRange, ulong[]> walk) : FaultLoop<ulong[]>
{
    private ulong[] _entries = [];
    protected override ulong[] Collect(AddressRange range, CancellationToken cancellation) => walk(range);
    protected override void Commit(AddressRange range, ulong[] collected) => _entries = collected;

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (Gate) { SetSeq(invalidation.Sequence); _entries = []; }
        return true;
    }
}
