// Breaks: NSDK3012
// Bug: The callback walks the cards up to, and not including, the card of the range's last address.
using System;
using System.Threading;
using NotifierSdk;



    internal enum Card : byte
    {
        Unknown = 0,
        Clean = 1,
        Old = 2,
    }

    public sealed class CardTable : IntervalNotifier
    {
        private const int CardShift = 9;

        private readonly object tableLock = new object();
        private readonly Card[] cards;
        private readonly ulong heapStart;
        private readonly Func<AddressRange, bool> scan;

        public CardTable(AddressRange heap, Func<AddressRange, bool> scan)
        {
            this.heapStart = heap.Start;
            this.cards = new Card[((heap.Last - heap.Start) >> CardShift) + 1];
            this.scan = scan;
        }

        public bool Classify(AddressRange card, int retries)
        {
            if (retries < 0)
            {
                throw new ArgumentOutOfRangeException(nameof(retries));
            }

            while (retries-- > 0)
            {
                ReadToken token = this.ReadBegin(card);
                bool old = this.scan(card);
                bool lockTaken = false;
                try
                {
                    Monitor.Enter(this.tableLock, ref lockTaken);
                    if (!this.ReadRetry(token))
                    {
                        this.cards[this.IndexOf(card.Start)] = old ? Card.Old : Card.Clean;
                        return true;
                    }
                }
                finally
                {
                    if (lockTaken)
                    {
                        Monitor.Exit(this.tableLock);
                    }
                }
            }

            return false;
        }

        protected override bool OnInvalidate(in Invalidation invalidation)
        {
            bool lockTaken = false;
            try
            {
                if (invalidation.IsBlockable)
                {
                    Monitor.Enter(this.tableLock, ref lockTaken);
                }
                else
                {
                    Monitor.TryEnter(this.tableLock, ref lockTaken);
                    if (!lockTaken)
                    {
                        return false;
                    }
                }

                this.SetSeq(invalidation.Sequence);
                ulong end = this.IndexOf(invalidation.Overlap.Last);
                for (ulong i = this.IndexOf(invalidation.Overlap.Start); i < end; i++)
                {
                    this.cards[i] = Card.Unknown;
                }

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

        private ulong IndexOf(ulong address)
        {
            return (address - this.heapStart) >> CardShift;
        }
    }

