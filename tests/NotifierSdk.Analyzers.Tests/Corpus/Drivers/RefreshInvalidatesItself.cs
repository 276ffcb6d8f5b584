// Breaks: NSDK2014
// Bug: mapping inside the retry loop invalidates the very thing that is being refreshed, every time round
// Read in: https://www.infradead.org/git/?a=commit&h=refs%2Fheads%2Fpfncache&p=users%2Fdwmw2%2Flinux.git
public sealed class PfnCache(AddressSpace space) : IntervalNotifier
{
    private readonly Lock _lock = new();
    private ulong _pfn;

    public bool Refresh(AddressRange range, int attempts)
    {
        using (space.BeginInvalidate(range, InvalidationEvent.Clear))       //+
            MapKernelSide();                                                //+
        for (var i = 0; i < attempts; i++)
        {
            var token = ReadBegin();
            using (space.BeginInvalidate(range, InvalidationEvent.Clear))   //! NSDK2014
                MapKernelSide();                                            //! NSDK2014
            lock (_lock)
            {
                if (ReadRetry(token))
                    continue;
                _pfn = range.Start;
                return true;
            }
        }

        return false;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_lock)
        {
            SetSeq(invalidation.Sequence);
            _pfn = 0;
        }

        return true;
    }

    private static void MapKernelSide() => Thread.Yield();
}
