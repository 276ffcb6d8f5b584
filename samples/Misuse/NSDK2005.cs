namespace Misuse.NSDK2005;

public sealed class Mirror : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly Dictionary<ulong, ulong> _pages = [];

    public void Fault(ulong address)
    {
        var token = ReadBegin();
        using (_lock.EnterScope())
        {
            ReadRetry(token);
            _pages[address] = address;
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
