namespace Misuse.NSDK1012;

public sealed partial class Mirror : IntervalNotifier
{
    [DriverLock] private readonly SemaphoreSlim _lock = new(2, 2);
    [GuardedBy("lock")] private readonly SortedSet<ulong> _pages = [];

    [Invalidate]
    private void Unmap(in Invalidation invalidation) => _pages.Clear();
}
