namespace Misuse.NSDK2017;

public sealed class Mirror : IntervalNotifier
{
    private readonly DriverLock _lock = new();
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

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_lock.EnterScope())
        {
            _pages.Clear();
        }

        using (_lock.EnterScope())
        {
            SetSeq(invalidation.Sequence);
        }

        return true;
    }
}
