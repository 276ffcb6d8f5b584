// Correct: the callback counts a generation up, and lookups compare it
public sealed class Generational : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    [ShadowState] private readonly Dictionary<ulong, (ulong Frame, int Generation)> _map = new();
    private int _generation;

    public ulong? Find(ulong page)
    {
        using (_lock.EnterScope())
            return _map.TryGetValue(page, out var entry) && entry.Generation == _generation ? entry.Frame : null;
    }

    public bool Fill(ulong page, Func<ulong, ulong> walk)
    {
        var token = ReadBegin();
        var frame = walk(page);
        using (_lock.EnterScope())
        {
            if (ReadRetry(token))
                return false;
            _map[page] = (frame, _generation);
            return true;
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_lock.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            _generation++;
        }

        return true;
    }
}
