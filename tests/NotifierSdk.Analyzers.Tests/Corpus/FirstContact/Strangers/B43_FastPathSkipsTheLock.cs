// Breaks: NSDK4004
// Bug: The fast path of Acquire calls the method that bumps an entry's use count, which requires the lock, before it takes the lock.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;



    public sealed class Mapping
    {
        internal readonly AddressRange Range;
        internal readonly long Handle;
        internal int Users;

        internal Mapping(AddressRange range, long handle)
        {
            this.Range = range;
            this.Handle = handle;
        }
    }

    public sealed class MappingTable : IntervalNotifier
    {
        private readonly object tableLock = new object();
        private readonly List<Mapping> mappings = new List<Mapping>();
        private readonly Func<AddressRange, long> map;
        private readonly Action<long> unmap;
        private volatile Mapping last;

        public MappingTable(Func<AddressRange, long> map, Action<long> unmap)
        {
            this.map = map;
            this.unmap = unmap;
            this.last = new Mapping(default(AddressRange), 0);
        }

        public long Acquire(AddressRange range)
        {
            Mapping recent = this.last;
            if (recent.Handle != 0 && recent.Range == range)
            {
                this.Touch(recent);
                return recent.Handle;
            }

            for (int i = 0; i < 8; i++)
            {
                ReadToken token = this.ReadBegin(range);
                long handle = this.map(range);
                lock (this.tableLock)
                {
                    if (!this.ReadRetry(token))
                    {
                        Mapping mapping = new Mapping(range, handle);
                        this.mappings.Add(mapping);
                        this.Touch(mapping);
                        return handle;
                    }
                }

                this.unmap(handle);
            }

            return 0;
        }

        [RequiresLock(nameof(tableLock))]
        private void Touch(Mapping mapping)
        {
            mapping.Users++;
            this.last = mapping;
        }

        protected override bool OnInvalidate(in Invalidation invalidation)
        {
            if (!Monitor.TryEnter(this.tableLock, invalidation.IsBlockable ? Timeout.Infinite : 0))
            {
                return false;
            }

            try
            {
                this.SetSeq(invalidation.Sequence);
                for (int i = this.mappings.Count - 1; i >= 0; i--)
                {
                    Mapping mapping = this.mappings[i];
                    if (mapping.Range.Overlaps(invalidation.Overlap))
                    {
                        this.unmap(mapping.Handle);
                        this.mappings.RemoveAt(i);
                    }
                }

                this.last = new Mapping(default(AddressRange), 0);
                return true;
            }
            finally
            {
                Monitor.Exit(this.tableLock);
            }
        }

        protected override void WaitForCommits()
        {
            lock (this.tableLock)
            {
            }
        }
    }

