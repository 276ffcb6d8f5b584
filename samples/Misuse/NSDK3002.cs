namespace Misuse.NSDK3002;

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

        if (invalidation.Event == InvalidationEvent.Migrate)
            Prefetch();
        return true;
    }

    private void Prefetch() => ReadBegin();
}
