// Breaks: NSDK2002
// Bug: the helper that traces the event also saves the sequence, and it runs before the callback has taken the lock.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

public abstract class GpuObject : IntervalNotifier
{
    private readonly Action<string> trace;

    protected GpuObject(Action<string> trace)
    {
        this.trace = trace;
        this.Gate = new SemaphoreSlim(1, 1);
    }

    protected SemaphoreSlim Gate { get; }

    protected void Acknowledge(in Invalidation invalidation, string what)
    {
        this.trace(what + " " + invalidation.Event + " " + invalidation.Overlap);
        this.SetSeq(invalidation.Sequence);
    }
}

public sealed class UserptrObject : GpuObject
{
    private readonly Dictionary<ulong, ulong> gart = new Dictionary<ulong, ulong>();
    private readonly Func<ulong, ulong> getUserPage;

    public UserptrObject(Func<ulong, ulong> getUserPage, Action<string> trace)
        : base(trace)
    {
        this.getUserPage = getUserPage;
    }

    public int Bound
    {
        get
        {
            this.Gate.Wait();
            try
            {
                return this.gart.Count;
            }
            finally
            {
                this.Gate.Release();
            }
        }
    }

    public FaultStatus Bind(AddressRange page, CancellationToken stop)
    {
        int tries = 0;
        while (tries++ < 100)
        {
            ReadToken token = this.ReadBegin(page, stop);
            ulong dma = this.getUserPage(page.Start);
            this.Gate.Wait(stop);
            try
            {
                if (!this.ReadRetry(token))
                {
                    this.gart[page.Start] = dma;
                    return FaultStatus.Completed;
                }
            }
            finally
            {
                this.Gate.Release();
            }
        }

        return FaultStatus.Collided;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        this.Acknowledge(in invalidation, "userptr");
        if (!this.Gate.Wait(invalidation.IsBlockable ? Timeout.Infinite : 0))
            return false;

        try
        {
            AddressRange range = invalidation.Overlap;
            List<ulong> gone = new List<ulong>();
            foreach (ulong page in this.gart.Keys)
            {
                if (range.Contains(page))
                    gone.Add(page);
            }

            foreach (ulong page in gone)
                this.gart.Remove(page);
            return true;
        }
        finally
        {
            this.Gate.Release();
        }
    }

    protected override void WaitForCommits()
    {
        this.Gate.Wait();
        this.Gate.Release();
    }
}
