// Correct: the thread that announces tells its own callback so
public sealed class SelfAware(AddressSpace space) : IntervalNotifier
{
    [ThreadStatic] private static bool t_mine;
    private readonly Lock _lock = new();
    private readonly HashSet<ulong> _pages = [];

    public void Trim(AddressRange range, Action<AddressRange> madvise)
    {
        t_mine = true;
        try
        {
            using (space.BeginInvalidate(range, InvalidationEvent.Clear))
                madvise(range);
        }
        finally
        {
            t_mine = false;
        }
    }

    public bool Add(ulong page)
    {
        var token = ReadBegin();
        lock (_lock)
            return !ReadRetry(token) && _pages.Add(page);
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_lock)
        {
            SetSeq(invalidation.Sequence);
            if (!t_mine)
                _pages.Clear();
            else
                _pages.RemoveWhere(page => page > 4096);
        }

        return true;
    }
}
