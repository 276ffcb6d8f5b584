namespace Misuse.NSDK2008;

public sealed class Mirror : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly Dictionary<ulong, ulong> _pages = [];

    public bool Fault(ulong address)
    {
        var token = ReadBegin();
        for (var attempt = 0; attempt < 8; attempt++)
        {
            using (_lock.EnterScope())
            {
                if (ReadRetry(token))
                    continue;
                _pages[address] = address;
                return true;
            }
        }

        return false;
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
