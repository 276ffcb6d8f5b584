namespace Misuse.NSDK2004;

public sealed class Mirror : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly Dictionary<ulong, ulong> _pages = [];

    public bool Fault(ulong address)
    {
        var token = ReadBegin();
        if (ReadRetry(token))
            return false;
        using (_lock.EnterScope())
            _pages[address] = address;
        return true;
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
