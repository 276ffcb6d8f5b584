// Breaks: NSDK2004
// Bug: ReadRetry is asked before the lock is taken, so an invalidation can slip in between the check and the commit.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;


/// <summary>I/O page table of one device behind an IOMMU.</summary>
public class IommuDomain : IntervalNotifier
{
    private readonly object m_lock = new object();
    private readonly SortedDictionary<ulong, ulong> m_ptes = new SortedDictionary<ulong, ulong>();
    private readonly Func<ulong, ulong> m_walk;

    public IommuDomain(Func<ulong, ulong> walk)
    {
        m_walk = walk;
    }

    public void Attach(AddressSpace mm, AddressRange aperture)
    {
        mm.Insert(this, aperture);
    }

    public void Detach()
    {
        Remove();
    }

    public bool HandlePageRequest(ulong iova, CancellationToken cancel)
    {
        AddressRange page = AddressRange.FromLength(iova & ~0xFFFUL, 0x1000);
        int tries = 0;
        while (tries++ < 10)
        {
            ReadToken token = ReadBegin(page, cancel);
            ulong pfn = m_walk(page.Start);
            if (ReadRetry(token))
            {
                continue;
            }

            lock (m_lock)
            {
                m_ptes[page.Start >> 12] = pfn;
            }

            return true;
        }

        return false;
    }

    public bool Translate(ulong iova, Action<ulong> dma)
    {
        lock (m_lock)
        {
            ulong pfn;
            if (!m_ptes.TryGetValue(iova >> 12, out pfn))
            {
                return false;
            }

            dma((pfn << 12) | (iova & 0xFFF));
            return true;
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (invalidation.IsBlockable)
        {
            Monitor.Enter(m_lock);
        }
        else if (!Monitor.TryEnter(m_lock))
        {
            return false;
        }

        try
        {
            SetSeq(invalidation.Sequence);
            foreach (ulong page in invalidation.Overlap.Pages(0x1000))
            {
                m_ptes.Remove(page);
            }
        }
        finally
        {
            Monitor.Exit(m_lock);
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        lock (m_lock)
        {
        }
    }
}
