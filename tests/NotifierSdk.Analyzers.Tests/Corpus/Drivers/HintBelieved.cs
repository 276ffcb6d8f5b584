// Breaks: NSDK2010
// Bug: the hint is taken for the proof
// Read in: none
public sealed class Hinted : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private ulong _page;

    public bool Fault(ulong page)
    {
        var token = ReadBegin();
        using (_lock.EnterScope())
        {
            if (CheckRetry(token))                 //! NSDK2010
            if (ReadRetry(token))                  //+
                return false;
            _page = page;
            return true;
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_lock.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            _page = 0;
        }

        return true;
    }
}
