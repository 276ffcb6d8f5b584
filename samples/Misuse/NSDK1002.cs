namespace Misuse.NSDK1002;

public sealed partial class Mirror
{
    [DriverLock] private readonly DriverLock _lock = new();
    private readonly SortedSet<ulong> _pages = [];

    [Invalidate]
    private void Unmap(in Invalidation invalidation) => _pages.Clear();
}
