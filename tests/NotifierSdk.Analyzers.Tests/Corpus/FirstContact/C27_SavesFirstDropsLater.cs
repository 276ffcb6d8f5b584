// Correct: saves the sequence in a short hold, and drops in a later one
public sealed class Lazy : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly Dictionary<ulong, ulong> _map = new();

    public bool Fill(ulong page, Func<ulong, ulong> walk)
    {
        var token = ReadBegin();
        var frame = walk(page);
        using var held = _lock.EnterScope();
        if (ReadRetry(token))
            return false;
        _map[page] = frame;
        return true;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_lock.EnterScope())
            SetSeq(invalidation.Sequence);
        var range = invalidation.Overlap;
        using (_lock.EnterScope())
        {
            foreach (var page in _map.Keys.Where(range.Contains).ToList())
                _map.Remove(page);
        }

        return true;
    }
}
