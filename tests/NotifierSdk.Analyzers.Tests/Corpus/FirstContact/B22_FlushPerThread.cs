// Breaks: NSDK3011
// Bug: the front cache of each thread is cleared for the announcing thread alone
public sealed class FrontCache : IntervalNotifier
{
    [ThreadStatic] private static Dictionary<ulong, ulong>? s_front;
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, ulong> _back = [];

    public ulong? Lookup(ulong page)
    {
        if (s_front is not null && s_front.TryGetValue(page, out var hit))
            return hit;
        lock (_lock)
        {
            if (!_back.TryGetValue(page, out var frame))
                return null;
            (s_front ??= new())[page] = frame;
            return frame;
        }
    }

    public bool Fill(ulong page, ulong frame, ReadToken token)
    {
        lock (_lock)
            return !ReadRetry(token) && _back.TryAdd(page, frame);
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_lock)
        {
            SetSeq(invalidation.Sequence);
            _back.Clear();
        }

        s_front?.Clear();
        return true;
    }
}
