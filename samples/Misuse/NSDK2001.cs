namespace Misuse.NSDK2001;

public sealed class Mirror : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly SortedSet<ulong> _pages = [];

    public bool Fault(ulong address)
    {
        var token = ReadBegin();
        using (_lock.EnterScope())
            return !ReadRetry(token) && _pages.Add(address);
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_lock.EnterScope())
        {
            if (_pages.Count == 0)
                return true; // accepted without SetSeq
            SetSeq(invalidation.Sequence);
            _pages.Clear();
            return true;
        }
    }
}
