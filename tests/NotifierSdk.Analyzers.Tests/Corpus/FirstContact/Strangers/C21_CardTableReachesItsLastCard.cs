// Correct: The callback turns the overlap into a half-open interval of card indexes, one past the last one, and clears that slice.
using System;
using System.Threading;
using NotifierSdk;



    public sealed class HalfOpenCardTable : IntervalNotifier
    {
        private const int CardShift = 9;

        private readonly object tableLock = new object();
        private readonly byte[] cards;
        private readonly ulong heapStart;
        private readonly Func<AddressRange, byte> scan;

        public HalfOpenCardTable(AddressRange heap, Func<AddressRange, byte> scan)
        {
            this.heapStart = heap.Start;
            this.cards = new byte[((heap.Last - heap.Start) >> CardShift) + 1];
            this.scan = scan;
        }

        public bool Classify(AddressRange card, out byte colour)
        {
            colour = 0;
            int attempt = 0;
            while (attempt < 25)
            {
                attempt += 1;
                ReadToken token = this.ReadBegin(card);
                byte seen = this.scan(card);
                lock (this.tableLock)
                {
                    if (this.ReadRetry(token))
                    {
                        continue;
                    }

                    this.cards[this.IndexOf(card.Start)] = seen;
                    colour = seen;
                    return true;
                }
            }

            return false;
        }

        protected override bool OnInvalidate(in Invalidation invalidation)
        {
            bool lockTaken = false;
            try
            {
                Monitor.TryEnter(this.tableLock, invalidation.IsBlockable ? Timeout.Infinite : 0, ref lockTaken);
                if (!lockTaken)
                {
                    return false;
                }

                this.SetSeq(invalidation.Sequence);
                int begin = this.IndexOf(invalidation.Overlap.Start);
                int end = this.IndexOf(invalidation.Overlap.Last) + 1;
                Array.Clear(this.cards, begin, end - begin);
                return true;
            }
            finally
            {
                if (lockTaken)
                {
                    Monitor.Exit(this.tableLock);
                }
            }
        }

        protected override void WaitForCommits()
        {
            lock (this.tableLock)
            {
            }
        }

        private int IndexOf(ulong address)
        {
            return checked((int)((address - this.heapStart) >> CardShift));
        }
    }

