namespace Misuse.NSDK2014;

public sealed class Mirror(AddressSpace space) : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly Dictionary<ulong, ulong> _pages = [];

    public bool Migrate(AddressRange range)
    {
        var token = ReadBegin();
        using (space.BeginInvalidate(range, InvalidationEvent.Migrate, this))
        {
        }

        using (_lock.EnterScope())
        {
            if (ReadRetry(token))
                return false;
            _pages[range.Start] = range.Last;
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
