// Correct: each attempt gets a new token through the out parameter of a helper, and the loop is bounded by time.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using NotifierSdk;

public class RemotePager : IntervalNotifier
{
    private readonly object sync = new object();
    private readonly Dictionary<ulong, byte[]> pages = new Dictionary<ulong, byte[]>();
    private readonly Func<ulong, byte[]> download;
    private readonly TimeSpan patience;

    public RemotePager(Func<ulong, byte[]> download, TimeSpan patience)
    {
        this.download = download;
        this.patience = patience;
    }

    public bool TryPageIn(AddressRange page, out FaultStatus status)
    {
        Stopwatch watch = Stopwatch.StartNew();
        ReadToken token;
        if (!this.TryOpen(page, out token, out status))
            return false;

    collect:
        byte[] content = this.download(page.Start);
        Monitor.Enter(this.sync);
        if (this.ReadRetry(token))
        {
            Monitor.Exit(this.sync);
            if (watch.Elapsed > this.patience)
            {
                status = FaultStatus.TimedOut;
                return false;
            }

            if (!this.TryOpen(page, out token, out status))
                return false;
            goto collect;
        }

        this.pages[page.Start] = content;
        Monitor.Exit(this.sync);
        status = FaultStatus.Completed;
        return true;
    }

    public bool TryCopy(ulong page, Span<byte> target)
    {
        lock (this.sync)
        {
            byte[]? content;
            if (!this.pages.TryGetValue(page, out content))
                return false;
            content.AsSpan().CopyTo(target);
            return true;
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!Monitor.TryEnter(this.sync, invalidation.IsBlockable ? Timeout.Infinite : 0))
            return false;
        try
        {
            this.SetSeq(invalidation.Sequence);
            AddressRange range = invalidation.Overlap;
            foreach (ulong page in this.pages.Keys.Where(range.Contains).ToArray())
                this.pages.Remove(page);
            return true;
        }
        finally
        {
            Monitor.Exit(this.sync);
        }
    }

    protected override void WaitForCommits()
    {
        lock (this.sync)
        {
        }
    }

    private bool TryOpen(AddressRange page, out ReadToken token, out FaultStatus status)
    {
        status = this.TryReadBegin(page, this.patience, out token);
        return status == FaultStatus.Completed;
    }
}
