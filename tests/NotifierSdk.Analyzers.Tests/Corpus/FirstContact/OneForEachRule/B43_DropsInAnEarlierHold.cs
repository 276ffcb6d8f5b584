// Breaks: NSDK2017
// Bug: the pages go in one hold of the lock, the sequence is saved in the next
public sealed class DirtyLog : IntervalNotifier
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<ulong, int> _hits = new();

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!invalidation.IsBlockable)
            return false;

        ForgetRange(invalidation.Overlap);
        lock (_lock)
        {
            SetSeq(invalidation.Sequence);
        }

        return true;
    }

    private void ForgetRange(AddressRange range)
    {
        lock (_lock)
        {
            var pages = new List<ulong>();
            foreach (var page in _hits.Keys)
            {
                if (range.Contains(page))
                    pages.Add(page);
            }

            pages.ForEach(page => _hits.Remove(page));
        }
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
