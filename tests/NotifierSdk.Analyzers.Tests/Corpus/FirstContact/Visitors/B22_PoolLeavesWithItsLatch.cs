// Breaks: NSDK4002
// Bug: if the pool is full, the method leaves through a goto that skips the exit from the monitor.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

public sealed class MappedBufferPool : IntervalNotifier
{
    private readonly object latch = new object();
    private readonly Dictionary<ulong, Frame> frames = new Dictionary<ulong, Frame>();
    private readonly int limit;
    private readonly Func<ulong, byte[]> readPage;

    public MappedBufferPool(int limit, Func<ulong, byte[]> readPage)
    {
        this.limit = limit;
        this.readPage = readPage;
    }

    public sealed class Frame
    {
        public Frame(byte[] bytes)
        {
            this.Bytes = bytes;
        }

        public byte[] Bytes { get; private set; }

        public int Uses { get; set; }
    }

    public bool Fix(ulong page, out Frame? frame)
    {
        frame = null;
        for (int attempt = 0; attempt < 10; attempt++)
        {
            ReadToken token = this.ReadBegin(AddressRange.FromLength(page, 8192));
            byte[] bytes = this.readPage(page);
            Monitor.Enter(this.latch);
            if (this.ReadRetry(token))
            {
                Monitor.Exit(this.latch);
                continue;
            }

            if (!this.frames.TryGetValue(page, out frame))
            {
                if (this.frames.Count >= this.limit)
                    goto full;
                frame = new Frame(bytes);
                this.frames.Add(page, frame);
            }

            frame.Uses++;
            Monitor.Exit(this.latch);
            return true;
        }

        return false;

    full:
        frame = null;
        return false;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!invalidation.IsBlockable)
        {
            if (!Monitor.TryEnter(this.latch))
                return false;
        }
        else
        {
            Monitor.Enter(this.latch);
        }

        try
        {
            this.SetSeq(invalidation.Sequence);
            foreach (ulong page in new List<ulong>(this.frames.Keys))
            {
                if (invalidation.Overlap.Overlaps(AddressRange.FromLength(page, 8192)))
                    this.frames.Remove(page);
            }
        }
        finally
        {
            Monitor.Exit(this.latch);
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        Monitor.Enter(this.latch);
        Monitor.Exit(this.latch);
    }
}
