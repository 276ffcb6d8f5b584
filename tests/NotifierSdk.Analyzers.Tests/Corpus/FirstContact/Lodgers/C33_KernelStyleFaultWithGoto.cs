// Correct: ported from C with its gotos and error numbers; every jump to "again" has left the lock and has released the page, and a budget ends the loop.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

public abstract class PageAllocator
{
    public const ulong NoPage = 0;

    public abstract ulong GetPage(ulong address);

    public abstract void PutPage(ulong page);
}

public sealed class IoPageTable : IntervalNotifier
{
    private const int EAGAIN = 11;
    private const int EFAULT = 14;
    private const int PAGE_SHIFT = 12;

    private readonly object ptl = new();
    private readonly SortedList<ulong, ulong> ptes = new();
    private readonly PageAllocator mm;

    public IoPageTable(PageAllocator mm) => this.mm = mm;

    public int HandleMmFault(ulong address, CancellationToken cancel)
    {
        var range = AddressRange.FromLength(address >> PAGE_SHIFT << PAGE_SHIFT, 1UL << PAGE_SHIFT);
        int budget = 10;
        ulong page, old;
        ReadToken seq;

    again:
        if (budget-- == 0)
            return -EAGAIN;

        seq = ReadBegin(range, cancel);
        page = mm.GetPage(range.Start);
        if (page == PageAllocator.NoPage)
            return -EFAULT;

        Monitor.Enter(ptl);
        try
        {
            if (ReadRetry(seq))
                goto collided;
            ptes.TryGetValue(address >> PAGE_SHIFT, out old);
            ptes[address >> PAGE_SHIFT] = page;
            goto committed;
        }
        finally
        {
            Monitor.Exit(ptl);
        }

    collided:
        mm.PutPage(page);
        goto again;

    committed:
        if (old != PageAllocator.NoPage)
            mm.PutPage(old);
        return 0;
    }

    public int Dma(ulong address, Action<ulong> start)
    {
        lock (ptl)
        {
            if (!ptes.TryGetValue(address >> PAGE_SHIFT, out ulong page))
                return -EFAULT;
            start(page);
            return 0;
        }
    }

    public void Attach(AddressSpace process, AddressRange range)
    {
        process.Insert(this, range);
    }

    public void Detach()
    {
        Remove();
    }

    protected override bool OnInvalidate(in Invalidation range)
    {
        if (!Monitor.TryEnter(ptl, range.IsBlockable ? -1 : 0))
            return false;
        try
        {
            SetSeq(range.Sequence);
            foreach (ulong pfn in range.Overlap.Pages(1UL << PAGE_SHIFT))
            {
                if (ptes.Remove(pfn, out ulong page))
                    mm.PutPage(page);
            }
        }
        finally
        {
            Monitor.Exit(ptl);
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        lock (ptl)
        {
        }
    }
}
