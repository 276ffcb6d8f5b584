namespace Reduced.N23; // MISS NSDK2010: the hint is asked without the lock, and nobody asks for more

public sealed class Pins : IntervalNotifier
{
    private readonly object _gate = new();
    private readonly SortedDictionary<ulong, ulong> _pages = [];

    public bool Fault(ulong page, Func<ulong, ulong> read)
    {
        var token = ReadBegin();
        var frame = read(page);
        return !CheckRetry(token) && Commit(page, frame);
    }

    private bool Commit(ulong page, ulong frame) { lock (_gate) return _pages.TryAdd(page, frame); }

    protected override bool OnInvalidate(in Invalidation invalidation) { lock (_gate) { SetSeq(invalidation.Sequence); _pages.Clear(); } return true; }
}
