// Breaks: NSDK2002
// Bug: The base class saves the sequence before the derived TLB takes its lock, so a refill that holds the lock can pass its check and then install the old translation after the save but before the flush.
using System;
using System.Threading;
using NotifierSdk;



    public struct TlbEntry
    {
        public ulong Tag;
        public long Addend;
        public bool Valid;
    }

    public abstract class GuestShadow : IntervalNotifier
    {
        protected readonly object sync = new object();

        private long flushes;

        public long Flushes
        {
            get { return Interlocked.Read(ref this.flushes); }
        }

        protected override bool OnInvalidate(in Invalidation invalidation)
        {
            this.SetSeq(invalidation.Sequence);
            Interlocked.Increment(ref this.flushes);
            return this.Flush(invalidation.Overlap, invalidation.IsBlockable);
        }

        protected override void WaitForCommits()
        {
            lock (this.sync)
            {
            }
        }

        protected abstract bool Flush(AddressRange range, bool mayWait);
    }

    public sealed class SoftTlb : GuestShadow
    {
        private const int Size = 256;
        private const int PageBits = 12;

        private readonly TlbEntry[] entries = new TlbEntry[Size];
        private readonly Func<ulong, long> walk;

        public SoftTlb(Func<ulong, long> walk)
        {
            this.walk = walk;
        }

        public bool Lookup(ulong address, out long host)
        {
            ulong page = address >> PageBits;
            lock (this.sync)
            {
                TlbEntry entry = this.entries[page % Size];
                host = (long)address + entry.Addend;
                return entry.Valid && entry.Tag == page;
            }
        }

        public bool Refill(ulong address)
        {
            ulong page = address >> PageBits;
            AddressRange range = AddressRange.FromLength(page << PageBits, 1ul << PageBits);
            int tries = 0;
        again:
            if (tries++ == 10)
            {
                return false;
            }

            ReadToken token = this.ReadBegin(range);
            long addend = this.walk(range.Start);
            lock (this.sync)
            {
                if (this.ReadRetry(token))
                {
                    goto again;
                }

                this.entries[page % Size].Tag = page;
                this.entries[page % Size].Addend = addend;
                this.entries[page % Size].Valid = true;
                return true;
            }
        }

        protected override bool Flush(AddressRange range, bool mayWait)
        {
            if (!Monitor.TryEnter(this.sync, mayWait ? Timeout.Infinite : 0))
            {
                return false;
            }

            try
            {
                for (int i = 0; i < Size; i++)
                {
                    if (this.entries[i].Valid && range.Overlaps(AddressRange.FromLength(this.entries[i].Tag << PageBits, 1ul << PageBits)))
                    {
                        this.entries[i].Valid = false;
                    }
                }
            }
            finally
            {
                Monitor.Exit(this.sync);
            }

            return true;
        }
    }

