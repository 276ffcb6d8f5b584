namespace Misuse.NSDK5007;

public sealed class Mirror(AddressSpace space) : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly SortedSet<ulong> _pages = [];

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_lock.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            _pages.Clear();
            if (invalidation.Range.Start > Range.Start)
            {
                RemoveLater();
                space.Insert(new Mirror(space), AddressRange.FromBounds(Range.Start, invalidation.Range.Start - 1));
            }
        }

        return true;
    }
}
