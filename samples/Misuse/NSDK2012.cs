namespace Misuse.NSDK2012;

public sealed class Mirror : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly Dictionary<ulong, ulong> _pages = [];

    public void Fault(ulong address)
    {
        while (true)
        {
            var token = ReadBegin();
            using (_lock.EnterScope())
            {
                if (ReadRetry(token))
                    continue;
                _pages[address] = address;
                return;
            }
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
