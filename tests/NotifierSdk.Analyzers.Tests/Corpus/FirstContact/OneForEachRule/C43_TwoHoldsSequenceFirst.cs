// Correct: the sequence is saved in the first hold, heavy work is left for a second one
public sealed class DirtyPages : IntervalNotifier
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<ulong, int> _hits = new();
    private readonly List<int> _graveyard = new();

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!invalidation.IsBlockable)
            return false;

        lock (_lock)
        {
            SetSeq(invalidation.Sequence);
            Forget(invalidation.Overlap);
        }

        lock (_graveyard)
            _graveyard.Clear();
        return true;
    }

    private void Forget(AddressRange range)
    {
        var pages = new List<ulong>();
        foreach (var page in _hits.Keys)
        {
            if (range.Contains(page))
                pages.Add(page);
        }

        pages.ForEach(page => _hits.Remove(page));
    }

    public bool Count(ulong page, Func<ulong, int> scan)
    {
        for (var i = 0; i < 8; i++)
        {
            var token = ReadBegin(AddressRange.FromLength(page, 4096));
            var hits = scan(page);
            lock (_lock)
            {
                if (ReadRetry(token))
                    continue;
                _hits[page] = hits;
            }

            return true;
        }

        return false;
    }
}
