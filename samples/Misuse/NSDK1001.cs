namespace Misuse.NSDK1001;

public sealed class Mirror : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new();
    private readonly SortedSet<ulong> _pages = [];

    [Invalidate]
    private void Unmap(in Invalidation invalidation) => _pages.Clear();
}
