// Correct: collected twice, and compared
public sealed class Mirror(Func<ulong, ulong?> walk) : IntervalNotifier
{
    private readonly Lock _lock = new();
    private ulong _entry;
    private ulong? _prefetched;

    public bool Fault(ulong page)
    {
        for (var attempt = 0; attempt < 4; attempt++)
        {
            if (walk(page) is not { } guess) return false;
            var token = ReadBegin();
            if (walk(page) is not { } entry || entry != guess) continue;
            lock (_lock)
            {
                if (ReadRetry(token)) continue;
                _entry = entry;
                _prefetched = null;
                return true;
            }
        }
        return false;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_lock) { SetSeq(invalidation.Sequence); (_entry, _prefetched) = (0, null); return true; }
    }
}
