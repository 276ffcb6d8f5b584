namespace Misuse.NSDK4006;

public sealed class Mirror : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly SortedSet<ulong> _pages = [];

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_lock)
        {
            SetSeq(invalidation.Sequence);
            _pages.Clear();
        }

        return true;
    }
}
