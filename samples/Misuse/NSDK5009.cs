namespace Misuse.NSDK5009;

public sealed class Mirror : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private HashSet<ulong>? _pages = [];

    public void Stop()
    {
        _pages = null;
        Remove();
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_lock.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            _pages!.Clear();
            return true;
        }
    }
}
