namespace Misuse.NSDK2007;

public sealed class Mirror : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly Dictionary<ulong, ulong> _pages = [];

    public bool Fault(ulong first, ulong count)
    {
        var collected = new List<ulong>();
        ReadToken token = default;
        for (var page = first; page < first + count; page++)
        {
            token = ReadBegin();
            collected.Add(page);
        }

        using (_lock.EnterScope())
        {
            if (ReadRetry(token))
                return false;
            collected.ForEach(page => _pages[page] = page);
            return true;
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_lock.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            _pages.Clear();
        }

        return true;
    }
}
