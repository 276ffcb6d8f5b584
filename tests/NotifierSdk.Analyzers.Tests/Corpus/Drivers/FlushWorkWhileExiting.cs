// Breaks: NSDK4001
// Bug: outstanding work is flushed under the lock that the release callback needs
// Read in: https://www.infradead.org/git/?a=commit&h=6225bb3a88d22594aacea2485dc28ca12d596721&p=users%2Fwilly%2Flinux.git
public sealed class SvmRangeList(AddressSpace space) : IntervalNotifier
{
    private readonly DriverLock _list = new();
    private readonly List<AddressRange> _deferred = [];

    public bool Restore(AddressRange range)
    {
        var token = ReadBegin();
        using (_list.EnterScope())
        {
            if (ReadRetry(token))
                return false;
            _deferred.Add(range);
            return true;
        }
    }

    public void LockAndFlush()
    {
        using (_list.EnterScope())
        {
            _deferred.Clear();
            space.Synchronize();                   //! NSDK4001
        }

        space.Synchronize();                       //+
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_list.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            _deferred.Clear();
        }

        return true;
    }
}
