// Breaks: NSDK2010
// Bug: the cheap check stands where the proof belongs
sealed class PteMirror : IntervalNotifier
{
    private readonly DriverLock ptl = new("ptl");
    private readonly ulong[] ptes = new ulong[1 << 10];

    protected override bool OnInvalidate(in Invalidation mn)
    {
        if (!ptl.TryEnter(in mn, out var ptlScope)) { return false; }
        using (ptlScope)
        {
            SetSeq(mn.Sequence);
            foreach (var a in mn.Overlap.Pages(4096)) { ptes[(a - Range.Start) >> 12] = 0UL; }
        }
        return true;
    }

    public FaultStatus Handle(ulong va, Func<ulong, ulong> getUserPage)
    {
        for (int retry = 3; retry > 0; --retry)
        {
            var st = TryReadBegin(AddressRange.FromLength(va, 4096), TimeSpan.FromMilliseconds(50), out var cookie);
            if (st != FaultStatus.Completed) { return st; }
            var pte = getUserPage(va);
            using (ptl.EnterScope())
            {
                if (CheckRetry(cookie)) { continue; }
                ptes[(va - Range.Start) >> 12] = pte;
                return FaultStatus.Completed;
            }
        }
        return FaultStatus.Collided;
    }
}
