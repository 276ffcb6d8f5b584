namespace Misuse.NSDK3001;

public sealed class Mirror : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly SortedSet<ulong> _pages = [];

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_lock.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            _pages.Clear();
        }

        if (invalidation.Event == InvalidationEvent.Unmap)
            Remove();
        return true;
    }
}
