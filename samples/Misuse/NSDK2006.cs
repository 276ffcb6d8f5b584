namespace Misuse.NSDK2006;

public sealed class Mirror : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    [ShadowState] private readonly Dictionary<ulong, ulong> _pages = [];

    public bool Fault(ulong address)
    {
        var token = ReadBegin();
        using (_lock.EnterScope())
        {
            _pages[address] = address;
            return !ReadRetry(token);
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
