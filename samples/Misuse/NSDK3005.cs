namespace Misuse.NSDK3005;

public sealed class Mirror : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly SortedSet<ulong> _pages = [];
    private volatile bool _isClosed;

    public void Close() => _isClosed = true;

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        using (_lock.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            _pages.Clear();
        }

        return true;
    }
}
