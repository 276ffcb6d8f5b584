// Breaks: NSDK4002
// Bug: one of two error codes means that the lock was given back; callers mix them up, and keep it on that way out
// Read in: https://review.shift-gmbh.com/plugins/gitiles/SHIFTPHONES/mainline/linux/+/2bcbeaefde2f0384d6ad351c151b1a9fe7791a0a%5E%21/mm/hmm.c
public sealed class HmmMirror : IntervalNotifier
{
    private readonly DriverLock _sem = new();
    private readonly Dictionary<ulong, ulong> _pfns = [];

    public FaultStatus Fault(ulong page, bool isMapped)
    {
        var token = ReadBegin();
        _sem.Enter();
        if (ReadRetry(token))
        {
            _sem.Exit();
            return FaultStatus.Collided;
        }

        if (!isMapped)
        {
            _sem.Exit();                           //+
            return FaultStatus.Unavailable;        //+
            return FaultStatus.Unavailable;        //! NSDK4002
        }

        _pfns[page] = page;
        _sem.Exit();
        return FaultStatus.Completed;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_sem.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            _pfns.Clear();
        }

        return true;
    }
}
