namespace Misuse.NSDK2013;

public sealed class Mirror : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly Dictionary<ulong, ulong> _pages = [];

    private ReadToken _token;

    public bool Fault(ulong address)
    {
        _token = ReadBegin();
        using (_lock.EnterScope())
        {
            if (ReadRetry(_token))
                return false;
            _pages[address] = address;
            return true;
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_lock.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            _pages.Clear();
        }

        return true;
    }
}
