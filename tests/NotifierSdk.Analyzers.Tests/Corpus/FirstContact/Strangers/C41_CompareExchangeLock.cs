// Correct: The lock is a word that is taken by compare-exchange; the callback spins for it if it may wait, and tries once if it may not.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;



    public sealed class WordLock
    {
        private int word;

        public void Enter()
        {
            SpinWait spinner = new SpinWait();
            while (!this.TryEnter())
            {
                spinner.SpinOnce();
            }
        }

        public bool TryEnter()
        {
            return Interlocked.CompareExchange(ref this.word, 1, 0) == 0;
        }

        public void Exit()
        {
            Volatile.Write(ref this.word, 0);
        }
    }

    public sealed class WordLockedCache : IntervalNotifier
    {
        private readonly WordLock gate = new WordLock();
        private readonly Dictionary<ulong, byte[]> cache = new Dictionary<ulong, byte[]>();
        private readonly Func<ulong, byte[]> load;

        public WordLockedCache(Func<ulong, byte[]> load)
        {
            this.load = load;
        }

        public byte[] Get(ulong page)
        {
            int attempts = 0;
            while (attempts < 16)
            {
                attempts++;
                ReadToken token = this.ReadBegin(AddressRange.FromLength(page << 12, 4096));
                byte[] content = this.load(page);
                this.gate.Enter();
                try
                {
                    if (!this.ReadRetry(token))
                    {
                        this.cache[page] = content;
                        return content;
                    }
                }
                finally
                {
                    this.gate.Exit();
                }
            }

            throw new FaultException(FaultStatus.Collided);
        }

        protected override bool OnInvalidate(in Invalidation invalidation)
        {
            if (invalidation.IsBlockable)
            {
                this.gate.Enter();
            }
            else
            {
                if (!this.gate.TryEnter())
                {
                    return false;
                }
            }

            try
            {
                this.SetSeq(invalidation.Sequence);
                foreach (ulong page in invalidation.Overlap.Pages(4096))
                {
                    this.cache.Remove(page);
                }
            }
            finally
            {
                this.gate.Exit();
            }

            return true;
        }

        protected override void WaitForCommits()
        {
            this.gate.Enter();
            this.gate.Exit();
        }
    }

