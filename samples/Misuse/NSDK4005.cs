namespace Misuse.NSDK4005;

public sealed class Mirror : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly DriverLock _queue = new();
    private readonly Dictionary<ulong, ulong> _pages = [];

    public bool Fault(ulong address)
    {
        var token = ReadBegin();
        using (_lock.EnterScope())
        {
            if (ReadRetry(token))
                return false;
            _pages[address] = address;
            return true;
        }
    }

    public void Flush()
    {
        using (_queue.EnterScope())
        {
            using (_lock.EnterScope())
                _pages.Clear();
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_lock.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            using (_queue.EnterScope())
                _pages.Clear();
        }

        return true;
    }
}
