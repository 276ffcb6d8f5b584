// Correct: Old style with one exit by goto; the sequence and the drop are in one hold of the monitor, and the flush follows without it.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;



    public interface IIotlb
    {
        void Invalidate(ulong firstPage, ulong lastPage);
    }

    public sealed class GotoDomain : IntervalNotifier
    {
        private readonly object mutex = new object();
        private readonly Dictionary<ulong, ulong> pages = new Dictionary<ulong, ulong>();
        private readonly IIotlb iotlb;
        private readonly Func<ulong, ulong> translate;

        public GotoDomain(IIotlb iotlb, Func<ulong, ulong> translate)
        {
            this.iotlb = iotlb;
            this.translate = translate;
        }

        public bool Serve(ulong page, out int attempts)
        {
            bool result = false;
            for (attempts = 1; attempts <= 40; attempts++)
            {
                ReadToken token = this.ReadBegin(AddressRange.FromLength(page << 12, 4096));
                ulong frame = this.translate(page);
                Monitor.Enter(this.mutex);
                if (this.ReadRetry(token))
                {
                    goto unlock;
                }

                this.pages[page] = frame;
                result = true;
            unlock:
                Monitor.Exit(this.mutex);
                if (result)
                {
                    break;
                }
            }

            return result;
        }

        protected override bool OnInvalidate(in Invalidation invalidation)
        {
            bool accepted = false;
            ulong first = invalidation.Overlap.Start >> 12;
            ulong last = invalidation.Overlap.Last >> 12;

            if (invalidation.IsBlockable)
            {
                Monitor.Enter(this.mutex);
            }
            else if (!Monitor.TryEnter(this.mutex))
            {
                goto done;
            }

            this.SetSeq(invalidation.Sequence);
            accepted = true;
            if (this.pages.Count == 0)
            {
                goto unlock;
            }

            for (ulong page = first; ; page++)
            {
                this.pages.Remove(page);
                if (page == last)
                {
                    break;
                }
            }

        unlock:
            Monitor.Exit(this.mutex);
            this.iotlb.Invalidate(first, last);

        done:
            return accepted;
        }

        protected override void WaitForCommits()
        {
            Monitor.Enter(this.mutex);
            Monitor.Exit(this.mutex);
        }
    }

