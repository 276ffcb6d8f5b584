// Correct: Monitor by hand, a flag that says taken, an early return of nothing to do behind the sequence

internal sealed class MicroTlb : IntervalNotifier
{
    private readonly ulong[] tags = new ulong[64];
    private readonly ulong[] frames = new ulong[64];
    private readonly object sync = new();

    protected override bool OnInvalidate(in Invalidation inv)
    {
        bool taken = false;
        try
        {
            if (inv.IsBlockable)
                Monitor.Enter(sync, ref taken);
            else
                Monitor.TryEnter(sync, ref taken);
            if (!taken)
                return false;

            SetSeq(inv.Sequence);
            if (inv.Overlap.Length > 64 * 4096)
            {
                Array.Clear(tags);
                return true;
            }

            foreach (ulong page in inv.Overlap.Pages(4096))
            {
                int line = (int)(page >> 12) & 63;
                if (tags[line] == (page | 1))
                    tags[line] = 0;
            }

            return true;
        }
        finally
        {
            if (taken)
                Monitor.Exit(sync);
        }
    }

    internal ulong? Lookup(ulong va, Func<ulong, ulong> walk)
    {
        int line = (int)(va >> 12) & 63;
        lock (sync)
        {
            if (tags[line] == (va & ~4095ul | 1))
                return frames[line];
        }

        for (int tries = 8; tries-- != 0;)
        {
            ReadToken t = ReadBegin(AddressRange.FromLength(va & ~4095ul, 4096));
            ulong frame = walk(va);
            lock (sync)
            {
                if (ReadRetry(t))
                    continue;
                tags[line] = va & ~4095ul | 1;
                frames[line] = frame;
            }

            return frame;
        }

        return null;
    }
}
