// Breaks: NSDK2004
// Bug: the token is checked before the lock is taken
public sealed class MemoryRegion(Func<AddressRange, ulong[]> pin, Action<ulong, ulong> program) : IntervalNotifier
{
    private readonly Lock umem = new();

    public bool PageFault(AddressRange pages)
    {
        int attempts = 0;
    again:
        var token = ReadBegin(pages);
        var dma = pin(pages);
        if (ReadRetry(token))
        {
            if (++attempts < 16) goto again;
            return false;
        }

        lock (umem)
        {
            for (int n = 0; n < dma.Length; n++)
                program(pages.Start + ((ulong)n << 12), dma[n]);
        }

        return true;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!invalidation.IsBlockable)
        {
            if (!umem.TryEnter()) return false;
        }
        else
        {
            umem.Enter();
        }

        SetSeq(invalidation.Sequence);
        for (ulong page = invalidation.Overlap.Start; page <= invalidation.Overlap.Last - 4095; page += 4096)
            program(page, 0);
        umem.Exit();
        return true;
    }
}
