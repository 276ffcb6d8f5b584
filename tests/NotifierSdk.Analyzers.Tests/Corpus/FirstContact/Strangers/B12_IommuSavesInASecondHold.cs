// Breaks: NSDK2017
// Bug: The callback drops the entries in one hold of the lock, releases it for the IOTLB flush, and saves the sequence in a second hold; a page request can pass its check in between and commit the old frame.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;



    public interface ITlb
    {
        void Flush(ulong first, ulong last);
    }

    public class IommuDomain : IntervalNotifier
    {
        private readonly object domainLock = new object();
        private readonly SortedDictionary<ulong, ulong> ptes = new SortedDictionary<ulong, ulong>();
        private readonly ITlb tlb;
        private readonly Func<ulong, ulong> translate;

        public IommuDomain(ITlb tlb, Func<ulong, ulong> translate)
        {
            this.tlb = tlb;
            this.translate = translate;
        }

        public bool HandlePageRequest(ulong page)
        {
            AddressRange range = AddressRange.FromLength(page << 12, 4096);
            for (int i = 0; i < 6; ++i)
            {
                ReadToken token = this.ReadBegin(range);
                ulong frame = this.translate(page);
                Monitor.Enter(this.domainLock);
                try
                {
                    if (!this.ReadRetry(token))
                    {
                        this.ptes[page] = frame;
                        return true;
                    }
                }
                finally
                {
                    Monitor.Exit(this.domainLock);
                }
            }

            return false;
        }

        protected override bool OnInvalidate(in Invalidation invalidation)
        {
            if (!this.Acquire(invalidation.IsBlockable))
            {
                return false;
            }

            ulong first = invalidation.Overlap.Start >> 12;
            ulong last = invalidation.Overlap.Last >> 12;
            List<ulong> doomed = new List<ulong>();
            foreach (ulong page in this.ptes.Keys)
            {
                if (page >= first && page <= last)
                {
                    doomed.Add(page);
                }
            }

            foreach (ulong page in doomed)
            {
                this.ptes.Remove(page);
            }

            Monitor.Exit(this.domainLock);
            this.tlb.Flush(first, last);

            if (!this.Acquire(invalidation.IsBlockable))
            {
                return false;
            }

            this.SetSeq(invalidation.Sequence);
            Monitor.Exit(this.domainLock);
            return true;
        }

        protected override void WaitForCommits()
        {
            lock (this.domainLock)
            {
            }
        }

        private bool Acquire(bool wait)
        {
            if (wait)
            {
                Monitor.Enter(this.domainLock);
                return true;
            }

            return Monitor.TryEnter(this.domainLock);
        }
    }

