// Correct: A long registration is loaded in chunks under one token, with CheckRetry as a hint to stop early, and the verdict falls under the mutex.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;



    public delegate int LoadPages(ulong firstPage, ulong[] into, int offset, int count);

    public sealed class ChunkedUmem : IntervalNotifier
    {
        private readonly object umemMutex = new object();
        private readonly Dictionary<ulong, ulong> dma = new Dictionary<ulong, ulong>();
        private readonly LoadPages load;

        public ChunkedUmem(LoadPages load)
        {
            this.load = load;
        }

        public int EarlyStops;

        public int Map(ulong firstPage, int pages)
        {
            AddressRange range = AddressRange.FromLength(firstPage * 4096, (ulong)pages * 4096);
            ulong[] addresses = new ulong[pages];
            int tries = 30;

        retry:
            if (--tries < 0)
            {
                return -1;
            }

            ReadToken token = this.ReadBegin(range);
            int done = 0;
            while (done < pages)
            {
                int got = this.load(firstPage + (ulong)done, addresses, done, Math.Min(32, pages - done));
                if (got <= 0)
                {
                    return -2;
                }

                done += got;
                if (done < pages && this.CheckRetry(token))
                {
                    Interlocked.Increment(ref this.EarlyStops);
                    goto retry;
                }
            }

            Monitor.Enter(this.umemMutex);
            if (this.ReadRetry(token))
            {
                Monitor.Exit(this.umemMutex);
                goto retry;
            }

            try
            {
                for (int i = 0; i < pages; i++)
                {
                    this.dma[firstPage + (ulong)i] = addresses[i];
                }
            }
            finally
            {
                Monitor.Exit(this.umemMutex);
            }

            return pages;
        }

        protected override bool OnInvalidate(in Invalidation invalidation)
        {
            bool taken = false;
            Monitor.TryEnter(this.umemMutex, invalidation.IsBlockable ? Timeout.Infinite : 0, ref taken);
            if (!taken)
            {
                return false;
            }

            try
            {
                this.SetSeq(invalidation.Sequence);
                foreach (ulong page in invalidation.Overlap.Pages(4096))
                {
                    this.dma.Remove(page);
                }
            }
            finally
            {
                Monitor.Exit(this.umemMutex);
            }

            return true;
        }

        protected override void WaitForCommits()
        {
            lock (this.umemMutex)
            {
            }
        }
    }

