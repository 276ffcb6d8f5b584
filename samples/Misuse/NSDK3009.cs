namespace Misuse.NSDK3009;

public sealed class Mirror : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly HashSet<ulong> _pages = [];

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_lock.EnterScope())
        {
            _pages.Clear();
        }

        return true;
    }
}
