// Correct: the fault jumps with goto between its attempt and its exits, as in C; each exit gives back what it holds, and a new attempt takes a new token.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

public interface IMm
{
    int GetUserPages(ulong start, ulong count, ulong[] pfns);

    void PutUserPages(ulong[] pfns, int count);
}

public class OdpUmem : IntervalNotifier, IDisposable
{
    private const ulong PageSize = 4096;

    private readonly object umem_mutex = new object();
    private readonly SortedDictionary<ulong, ulong> dma_list = new SortedDictionary<ulong, ulong>();
    private readonly IMm mm;

    public OdpUmem(IMm mm)
    {
        this.mm = mm;
    }

    public int MapDmaAndLock(AddressRange range, CancellationToken cancel)
    {
        ulong first = range.Start / PageSize;
        ulong count = range.Last / PageSize - first + 1;
        ulong[] pfns = new ulong[count];
        int budget = 64;
        int got;

    retry:
        if (budget-- == 0)
            return -11; // EAGAIN

        ReadToken token;
        if (TryReadBegin(range, TimeSpan.FromSeconds(5), cancel, out token) != FaultStatus.Completed)
            return -14; // EFAULT

        got = mm.GetUserPages(first, count, pfns);
        if (got < 0)
            return got;
        if ((ulong)got != count)
            goto put_short;

        Monitor.Enter(umem_mutex);
        if (ReadRetry(token))
        {
            Monitor.Exit(umem_mutex);
            mm.PutUserPages(pfns, got);
            goto retry;
        }

        for (int i = 0; i < got; i++)
            dma_list[first + (ulong)i] = pfns[i];
        Monitor.Exit(umem_mutex);

        // The shadow only names the frames. The references kept them in place for the walk, and go now.
        mm.PutUserPages(pfns, got);
        return got;

    put_short:
        mm.PutUserPages(pfns, got);
        return -14;
    }

    public bool WithPage(ulong address, Action<ulong> use)
    {
        lock (umem_mutex)
        {
            ulong pfn;
            if (!dma_list.TryGetValue(address / PageSize, out pfn))
                return false;
            use(pfn);
            return true;
        }
    }

    public void Dispose()
    {
        TryRemove();
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!invalidation.IsBlockable)
        {
            if (!Monitor.TryEnter(umem_mutex))
                return false;
        }
        else
        {
            Monitor.Enter(umem_mutex);
        }

        SetSeq(invalidation.Sequence);
        foreach (ulong page in invalidation.Overlap.Pages(PageSize))
            dma_list.Remove(page);
        Monitor.Exit(umem_mutex);
        return true;
    }

    protected override void WaitForCommits()
    {
        Monitor.Enter(umem_mutex);
        Monitor.Exit(umem_mutex);
    }
}
