// Correct: A spin lock is taken with a flag by reference, and one finally block leaves it on every path, early returns included.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;



    public sealed class SpinningStubCache : IntervalNotifier
    {
        private readonly Dictionary<ulong, int> stubs = new Dictionary<ulong, int>();
        private readonly Func<ulong, int> generate;
        private readonly Action<int> release;
        private SpinLock spin = new SpinLock(enableThreadOwnerTracking: false);
        private int duplicates;

        public SpinningStubCache(Func<ulong, int> generate, Action<int> release)
        {
            this.generate = generate;
            this.release = release;
        }

        public bool Emit(ulong address, out int stub)
        {
            for (int round = 0; round < 5; round++)
            {
                ReadToken token = this.ReadBegin(AddressRange.FromLength(address, 16));
                int fresh = this.generate(address);
                bool owned = true;
                bool taken = false;
                try
                {
                    this.spin.Enter(ref taken);
                    if (this.ReadRetry(token))
                    {
                        continue;
                    }

                    if (this.stubs.TryGetValue(address, out stub))
                    {
                        this.duplicates++;
                        return true;
                    }

                    this.stubs.Add(address, fresh);
                    owned = false;
                    stub = fresh;
                    return true;
                }
                finally
                {
                    if (taken)
                    {
                        this.spin.Exit();
                    }

                    if (owned)
                    {
                        this.release(fresh);
                    }
                }
            }

            stub = -1;
            return false;
        }

        protected override bool OnInvalidate(in Invalidation invalidation)
        {
            bool taken = false;
            try
            {
                if (invalidation.IsBlockable)
                {
                    this.spin.Enter(ref taken);
                }
                else
                {
                    this.spin.TryEnter(ref taken);
                    if (!taken)
                    {
                        return false;
                    }
                }

                this.SetSeq(invalidation.Sequence);
                List<ulong> dead = new List<ulong>();
                foreach (ulong address in this.stubs.Keys)
                {
                    if (invalidation.Overlap.Overlaps(AddressRange.FromLength(address, 16)))
                    {
                        dead.Add(address);
                    }
                }

                foreach (ulong address in dead)
                {
                    this.release(this.stubs[address]);
                    this.stubs.Remove(address);
                }

                return true;
            }
            finally
            {
                if (taken)
                {
                    this.spin.Exit();
                }
            }
        }

        protected override void WaitForCommits()
        {
            bool taken = false;
            this.spin.Enter(ref taken);
            this.spin.Exit();
        }
    }

