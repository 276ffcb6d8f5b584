namespace Misuse.NSDK3007;

public sealed class Mirror : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly SortedSet<ulong> _pages;

    public Mirror(AddressSpace space, AddressRange range)
    {
        space.Insert(this, range);
        _pages = [];
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_lock.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            _pages.Clear();
            return true;
        }
    }
}
