namespace Misuse.NSDK1005;

public sealed partial class Mirror : IntervalNotifier
{
    [DriverLock] private DriverLock _lock = new();
    private readonly SortedSet<ulong> _pages = [];

    [Invalidate]
    private void Unmap(in Invalidation invalidation) => _pages.Clear();
}
