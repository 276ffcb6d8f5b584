// Correct: A collision is first looked for without the lock with CheckRetry, as a hint that saves the lock, and then asked for again with ReadRetry under the lock that the callback takes.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;


public class DmarDomain : IntervalNotifier
{
    private readonly object m_lock = new object();
    private readonly Dictionary<ulong, ulong> m_ptes = new Dictionary<ulong, ulong>();
    private readonly Func<ulong, ulong> m_walk;

    public DmarDomain(Func<ulong, ulong> walk)
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

    public bool Prefetch(AddressRange window, CancellationToken cancel)
    {
        AddressRange aligned = window.AlignOutward(0x1000).Intersect(Range).GetValueOrDefault(window);
        for (int tries = 0; tries < 10; tries++)
        {
            ReadToken token = ReadBegin(aligned, cancel);
            List<KeyValuePair<ulong, ulong>> walked = new List<KeyValuePair<ulong, ulong>>();
            bool doomed = false;
            foreach (ulong page in aligned.Pages(0x1000))
            {
                if (CheckRetry(token))
                {
                    doomed = true; // no use in walking on
                    break;
                }

                walked.Add(new KeyValuePair<ulong, ulong>(page, m_walk(page << 12)));
            }

            if (doomed)
            {
                continue;
            }

            lock (m_lock)
            {
                if (ReadRetry(token))
                {
                    continue;
                }

                foreach (KeyValuePair<ulong, ulong> pair in walked)
                {
                    m_ptes[pair.Key] = pair.Value;
                }

                return true;
            }
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
