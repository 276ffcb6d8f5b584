// Breaks: NSDK2001
// Bug: a protection change of a page that is not mapped returns at once, although a walk of it may be under way

internal struct TlbLine
{
    public ulong Tag;
    public ulong Frame;
    public bool Valid;
}

internal sealed class SoftTlb : IntervalNotifier
{
    private const int Lines = 256;
    private readonly TlbLine[] tlb = new TlbLine[Lines];
    private readonly object mtx = new();
    private readonly Func<ulong, ulong?> walk;

    internal SoftTlb(Func<ulong, ulong?> walk) => this.walk = walk;

    protected override bool OnInvalidate(in Invalidation inv)
    {
        if (inv.IsBlockable)
            Monitor.Enter(mtx);
        else if (!Monitor.TryEnter(mtx))
            return false;
        try
        {
            int hit = 0;
            for (int i = 0; i < Lines; i++)
            {
                if (tlb[i].Valid && inv.Range.Contains(tlb[i].Tag))
                    hit++;
            }
            if (hit == 0)
                return true;
            SetSeq(inv.Sequence);
            for (int i = 0; i < Lines; i++)
            {
                if (tlb[i].Valid && inv.Range.Contains(tlb[i].Tag))
                    tlb[i].Valid = false;
            }
            return true;
        }
        finally
        {
            Monitor.Exit(mtx);
        }
    }

    internal bool Fill(ulong va)
    {
        AddressRange page = AddressRange.FromLength(va & ~0xfffUL, 0x1000);
        for (int tries = 0; tries < 10; tries++)
        {
            ReadToken t = ReadBegin(page);
            ulong? pa = walk(va);
            if (pa is null)
                return false;
            lock (mtx)
            {
                if (!ReadRetry(t))
                {
                    ref TlbLine line = ref tlb[(va >> 12) % Lines];
                    line.Tag = va & ~0xfffUL;
                    line.Frame = pa.Value;
                    line.Valid = true;
                    return true;
                }
            }
        }
        return false;
    }
}
