// Breaks: NSDK2008
// Bug: after a busy answer the same request is made again with what the first try left behind
// Read in: https://review.tizen.org/git/?a=commit&h=0cafc62e4daf7221a0ce80e0ed1b4c669d69d925&p=platform%2Fkernel%2Flinux-starfive.git
public sealed class SvmFault : IntervalNotifier
{
    private readonly DriverLock _mutex = new();
    private readonly Dictionary<ulong, ulong> _gpu = [];

    public bool FaultOnePage(ulong page, int tries)
    {
        var token = ReadBegin();                   //! NSDK2008
        while (tries-- > 0)
        {
            var token = ReadBegin();               //+
            using (_mutex.EnterScope())
            {
                if (!ReadRetry(token))
                {
                    _gpu[page] = page;
                    return true;
                }
            }
        }

        return false;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_mutex.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            _gpu.Clear();
        }

        return true;
    }
}
