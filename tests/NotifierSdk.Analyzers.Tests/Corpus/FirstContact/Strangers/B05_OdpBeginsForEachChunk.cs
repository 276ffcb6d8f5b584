// Breaks: NSDK2007
// Bug: MapRange takes a new token for each chunk of a long registration and checks only the last one, so a change of an earlier chunk is missed.
using System;
using System.Buffers;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;



    public interface IPageSource
    {
        int Load(ulong firstPage, Span<ulong> dmaAddresses);
    }

    public sealed class OdpUmem : IntervalNotifier
    {
        private const ulong PageSize = 4096;
        private const int ChunkPages = 64;
        private const int MaxAttempts = 20;

        private readonly object umemMutex = new object();
        private readonly Dictionary<ulong, ulong> dmaList = new Dictionary<ulong, ulong>();
        private readonly IPageSource source;
        private int npages;

        public OdpUmem(IPageSource source)
        {
            this.source = source ?? throw new ArgumentNullException(nameof(source));
        }

        public int MapRange(AddressRange range)
        {
            int total = (int)((range.Last - range.Start) / PageSize) + 1;
            ulong[] buffer = ArrayPool<ulong>.Shared.Rent(total);
            try
            {
                for (int attempt = 0; attempt < MaxAttempts; attempt++)
                {
                    ReadToken token = this.ReadBegin(range);
                    int done = 0;
                    while (done < total)
                    {
                        int count = Math.Min(ChunkPages, total - done);
                        if (done > 0)
                        {
                            token = this.ReadBegin(range);
                        }

                        int got = this.source.Load(range.Start / PageSize + (ulong)done, buffer.AsSpan(done, count));
                        if (got <= 0)
                        {
                            return -14;
                        }

                        done += got;
                    }

                    lock (this.umemMutex)
                    {
                        if (this.ReadRetry(token))
                        {
                            continue;
                        }

                        for (int i = 0; i < total; i++)
                        {
                            this.dmaList[range.Start / PageSize + (ulong)i] = buffer[i];
                        }

                        this.npages = this.dmaList.Count;
                        return total;
                    }
                }
            }
            finally
            {
                ArrayPool<ulong>.Shared.Return(buffer);
            }

            return -11;
        }

        protected override bool OnInvalidate(in Invalidation invalidation)
        {
            bool taken = false;
            try
            {
                if (invalidation.IsBlockable)
                {
                    Monitor.Enter(this.umemMutex, ref taken);
                }
                else
                {
                    Monitor.TryEnter(this.umemMutex, ref taken);
                }

                if (!taken)
                {
                    return false;
                }

                this.SetSeq(invalidation.Sequence);
                foreach (ulong page in invalidation.Overlap.Pages(PageSize))
                {
                    this.dmaList.Remove(page);
                }

                this.npages = this.dmaList.Count;
                return true;
            }
            finally
            {
                if (taken)
                {
                    Monitor.Exit(this.umemMutex);
                }
            }
        }

        protected override void WaitForCommits()
        {
            lock (this.umemMutex)
            {
            }
        }
    }

