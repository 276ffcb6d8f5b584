// Correct: inserted by the first of several threads
public sealed class Owner(AddressSpace space) : IDisposable
{
    private Mirror? _mirror;

    public Mirror Get(AddressRange range)
    {
        if (_mirror is { } known) return known;
        var fresh = new Mirror();
        space.Insert(fresh, range);
        if (Interlocked.CompareExchange(ref _mirror, fresh, null) is { } other)
        {
            fresh.Remove();
            return other;
        }
        return fresh;
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _mirror, null) is { IsInserted: true } mirror) mirror.Remove();
    }
}

public sealed class Mirror : IntervalNotifier
{
    private readonly Lock _lock = new();
    private ulong _entry;

    public FaultStatus Fault(ulong page)
    {
        var token = ReadBegin();
        lock (_lock)
        {
            if (ReadRetry(token)) return FaultStatus.Collided;
            _entry = page;
            return FaultStatus.Completed;
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_lock) { SetSeq(invalidation.Sequence); _entry = 0; return true; }
    }
}
