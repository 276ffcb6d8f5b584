namespace Misuse.NSDK5003;

public sealed class Mirror : IntervalNotifier, IDisposable
{
    private readonly DriverLock _lock = new();
    private readonly MemoryStream _journal = new();

    public void Dispose()
    {
        _journal.Dispose();
        Remove();
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_lock.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            _journal.WriteByte((byte)invalidation.Event);
            return true;
        }
    }
}
