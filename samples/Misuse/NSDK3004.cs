namespace Misuse.NSDK3004;

public sealed class Mirror : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private bool _isClosed;

    public void Close() => _isClosed = true;

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (_isClosed)
            return false; // nothing to do
        using (_lock.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            return true;
        }
    }
}
