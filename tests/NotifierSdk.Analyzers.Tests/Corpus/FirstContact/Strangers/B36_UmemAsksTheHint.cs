// Breaks: NSDK2010
// Bug: Before it commits, Pin asks CheckRetry, which is only a hint, and never ReadRetry.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;



    public sealed class HintedUmem : IntervalNotifier, IDisposable
    {
        private readonly object mutex = new object();
        private readonly SortedDictionary<ulong, ulong> pinned = new SortedDictionary<ulong, ulong>();
        private readonly Func<ulong, ulong> pin;
        private readonly Action<ulong> unpin;
        private int collisions;

        public HintedUmem(Func<ulong, ulong> pin, Action<ulong> unpin)
        {
            this.pin = pin;
            this.unpin = unpin;
        }

        public int Collisions
        {
            get
            {
                lock (this.mutex)
                {
                    return this.collisions;
                }
            }
        }

        public bool Pin(ulong page)
        {
            ulong frame = 0;
            bool keep = false;
            for (int i = 0; i < 15 && !keep; i++)
            {
                ReadToken token = this.ReadBegin(AddressRange.FromLength(page * 4096, 4096));
                frame = this.pin(page);
                if (!this.CheckRetry(token))
                {
                    keep = this.Commit(page, frame);
                }
                else
                {
                    lock (this.mutex)
                    {
                        this.collisions++;
                    }
                }

                if (!keep)
                {
                    this.unpin(frame);
                }
            }

            return keep;
        }

        public void Dispose()
        {
            this.TryRemove();
        }

        protected override bool OnInvalidate(in Invalidation invalidation)
        {
            if (!Monitor.TryEnter(this.mutex, invalidation.IsBlockable ? Timeout.Infinite : 0))
            {
                return false;
            }

            try
            {
                this.SetSeq(invalidation.Sequence);
                foreach (ulong page in invalidation.Overlap.Pages(4096))
                {
                    ulong frame;
                    if (this.pinned.Remove(page, out frame))
                    {
                        this.unpin(frame);
                    }
                }
            }
            finally
            {
                Monitor.Exit(this.mutex);
            }

            return true;
        }

        protected override void WaitForCommits()
        {
            lock (this.mutex)
            {
            }
        }

        private bool Commit(ulong page, ulong frame)
        {
            lock (this.mutex)
            {
                return this.pinned.TryAdd(page, frame);
            }
        }
    }

