// Correct: all ways lead through one exit, where a flag says whether the monitor is held.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;

public sealed class PageFixer : IntervalNotifier
{
    private readonly object latch = new object();
    private readonly Dictionary<ulong, byte[]> frames = new Dictionary<ulong, byte[]>();
    private readonly Func<ulong, byte[]?> read;
    private readonly int limit;

    public PageFixer(Func<ulong, byte[]?> read, int limit)
    {
        this.read = read;
        this.limit = limit;
    }

    public bool Fix(ulong page, Action<byte[]> use, out string reason)
    {
        bool held = false;
        bool done = false;
        int attempts = 0;
        reason = "collided";

    retry:
        if (++attempts > 5)
            goto exit;
        ReadToken token = this.ReadBegin(AddressRange.FromLength(page, 4096));
        byte[]? bytes = this.read(page);
        if (bytes == null)
        {
            reason = "not mapped";
            goto exit;
        }

        Monitor.Enter(this.latch, ref held);
        if (this.ReadRetry(token))
        {
            Monitor.Exit(this.latch);
            held = false;
            goto retry;
        }

        if (this.frames.Count >= this.limit && !this.frames.ContainsKey(page))
        {
            reason = "full";
            goto exit;
        }

        this.frames[page] = bytes;
        try
        {
            use(bytes);
        }
        catch
        {
            Monitor.Exit(this.latch);
            throw;
        }

        reason = "";
        done = true;

    exit:
        if (held)
            Monitor.Exit(this.latch);
        return done;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        bool held = false;
        try
        {
            if (invalidation.IsBlockable)
                Monitor.Enter(this.latch, ref held);
            else
                Monitor.TryEnter(this.latch, ref held);

            if (held)
            {
                this.SetSeq(invalidation.Sequence);
                AddressRange range = invalidation.Overlap;
                foreach (ulong page in this.frames.Keys.Where(p => range.Contains(p)).ToList())
                    this.frames.Remove(page);
            }

            return held;
        }
        finally
        {
            if (held)
                Monitor.Exit(this.latch);
        }
    }

    protected override void WaitForCommits()
    {
        lock (this.latch)
        {
        }
    }
}
