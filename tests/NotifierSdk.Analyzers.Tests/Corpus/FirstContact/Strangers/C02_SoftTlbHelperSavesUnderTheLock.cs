// Correct: The base class saves the sequence in a helper that is called under the lock, on both ways to take it.
using System;
using System.Threading;
using NotifierSdk;



    public abstract class TlbBase : IntervalNotifier
    {
        protected readonly object gate = new object();

        protected sealed override bool OnInvalidate(in Invalidation invalidation)
        {
            if (invalidation.IsBlockable)
            {
                lock (this.gate)
                {
                    this.AcceptLocked(in invalidation);
                }

                return true;
            }

            if (!Monitor.TryEnter(this.gate))
            {
                return false;
            }

            try
            {
                this.AcceptLocked(in invalidation);
            }
            finally
            {
                Monitor.Exit(this.gate);
            }

            return true;
        }

        protected sealed override void WaitForCommits()
        {
            lock (this.gate)
            {
            }
        }

        [RequiresLock(nameof(gate))]
        protected abstract void FlushLocked(AddressRange range);

        [RequiresLock(nameof(gate))]
        private void AcceptLocked(in Invalidation invalidation)
        {
            this.SetSeq(invalidation.Sequence);
            this.FlushLocked(invalidation.Overlap);
        }
    }

    public sealed class DirectMappedTlb : TlbBase
    {
        private const int Ways = 64;

        [GuardedBy(nameof(gate))]
        private readonly ulong[] tags = new ulong[Ways];

        [GuardedBy(nameof(gate))]
        private readonly ulong[] frames = new ulong[Ways];

        private readonly Func<ulong, ulong> pageWalk;

        public DirectMappedTlb(Func<ulong, ulong> pageWalk)
        {
            this.pageWalk = pageWalk;
        }

        public ulong Translate(ulong page)
        {
            AddressRange range = AddressRange.FromLength(page << 12, 4096);
            for (int attempt = 0; attempt < 50; attempt++)
            {
                lock (this.gate)
                {
                    if (this.tags[page % Ways] == page + 1)
                    {
                        return this.frames[page % Ways];
                    }
                }

                ReadToken token = this.ReadBegin(range);
                ulong frame = this.pageWalk(page);
                lock (this.gate)
                {
                    if (!this.ReadRetry(token))
                    {
                        this.tags[page % Ways] = page + 1;
                        this.frames[page % Ways] = frame;
                        return frame;
                    }
                }
            }

            throw new FaultException(FaultStatus.Collided);
        }

        protected override void FlushLocked(AddressRange range)
        {
            for (int i = 0; i < Ways; i++)
            {
                if (this.tags[i] != 0 && range.Overlaps(AddressRange.FromLength((this.tags[i] - 1) << 12, 4096)))
                {
                    this.tags[i] = 0;
                    this.frames[i] = 0;
                }
            }
        }
    }

