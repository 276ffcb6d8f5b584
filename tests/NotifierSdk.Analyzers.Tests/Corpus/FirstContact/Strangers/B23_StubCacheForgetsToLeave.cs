// Breaks: NSDK4002
// Bug: Emit returns from the middle of the locked part, without leaving the lock, when another thread has emitted the same stub meanwhile.
using System;
using System.Collections.Generic;
using NotifierSdk;



    public sealed class StubCache : IntervalNotifier
    {
        private readonly DriverLock stubLock = new DriverLock("stubs");
        private readonly Dictionary<ulong, int> stubs = new Dictionary<ulong, int>();
        private readonly Func<ulong, int> generate;
        private readonly Action<int> release;
        private int duplicates;

        public StubCache(Func<ulong, int> generate, Action<int> release)
        {
            this.generate = generate;
            this.release = release;
        }

        public int Duplicates
        {
            get { return this.duplicates; }
        }

        public bool Emit(ulong address, out int stub)
        {
            AddressRange range = AddressRange.FromLength(address, 16);
            for (int round = 0; round < 5; round++)
            {
                ReadToken token = this.ReadBegin(range);
                stub = this.generate(address);

                this.stubLock.Enter();
                if (this.ReadRetry(token))
                {
                    this.stubLock.Exit();
                    this.release(stub);
                    continue;
                }

                int other;
                if (this.stubs.TryGetValue(address, out other))
                {
                    this.duplicates++;
                    this.release(stub);
                    stub = other;
                    return true;
                }

                this.stubs.Add(address, stub);
                this.stubLock.Exit();
                return true;
            }

            stub = -1;
            return false;
        }

        protected override bool OnInvalidate(in Invalidation invalidation)
        {
            if (!this.stubLock.TryEnter(in invalidation, out DriverLock.Scope scope))
            {
                return false;
            }

            using (scope)
            {
                this.SetSeq(invalidation.Sequence);
                AddressRange range = invalidation.Overlap;
                List<ulong> hit = new List<ulong>();
                foreach (KeyValuePair<ulong, int> pair in this.stubs)
                {
                    if (range.Overlaps(AddressRange.FromLength(pair.Key, 16)))
                    {
                        hit.Add(pair.Key);
                    }
                }

                foreach (ulong address in hit)
                {
                    this.release(this.stubs[address]);
                    this.stubs.Remove(address);
                }
            }

            return true;
        }

        protected override void WaitForCommits()
        {
            this.stubLock.Enter();
            this.stubLock.Exit();
        }
    }

