// Correct: TryReadBegin, hints while collecting, ReadRetry as the proof, and the caller sees the status
sealed class Ptes : IntervalNotifier
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

    public FaultStatus Handle(AddressRange va, Func<ulong, ulong> getUserPage)
    {
        Span<ulong> found = stackalloc ulong[(int)(va.Length >> 12)];
        for (int retry = 3; retry > 0; --retry)
        {
            var st = TryReadBegin(va, TimeSpan.FromMilliseconds(50), out var cookie);
            if (st != FaultStatus.Completed) { return st; }
            int n = 0;
            foreach (var page in va.Pages(4096))
            {
                if (CheckRetry(cookie)) { break; }
                found[n++] = getUserPage(page);
            }
            using (ptl.EnterScope())
            {
                if (n < found.Length || ReadRetry(cookie)) { continue; }
                found.CopyTo(ptes.AsSpan((int)((va.Start - Range.Start) >> 12)));
                return FaultStatus.Completed;
            }
        }
        return FaultStatus.Collided;
    }
}
