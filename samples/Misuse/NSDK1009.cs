namespace Misuse.NSDK1009;

public sealed partial class Mirror : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new();
    private readonly SortedSet<ulong> _pages = [];

    [Invalidate]
    private void Unmap(in Invalidation invalidation) => _pages.Clear();

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_lock.EnterScope())
            SetSeq(invalidation.Sequence);
        return true;
    }
}
