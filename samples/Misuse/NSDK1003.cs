namespace Misuse.NSDK1003;

public sealed partial class Mirror : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new();
    private readonly SortedSet<ulong> _pages = [];

    [Invalidate]
    private void Unmap(in Invalidation invalidation) => _pages.Clear();

    [Invalidate]
    private void Flush(in Invalidation invalidation) => _pages.Remove(0);
}
