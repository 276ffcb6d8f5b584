// Correct: Attach makes all that the callback uses before it inserts, and only sets afterwards what the callback never reads.
using System;
using System.Collections;
using System.Threading;
using NotifierSdk;

public sealed class ValidityMap : IntervalNotifier, IDisposable
{
    private readonly object sync = new object();
    private readonly Predicate<ulong> isStable;
    private BitArray? valid;
    private ulong origin;
    private DateTime attachedAt;

    public ValidityMap(Predicate<ulong> isStable)
    {
        this.isStable = isStable;
    }

    public TimeSpan Age
    {
        get { return DateTime.UtcNow - this.attachedAt; }
    }

    public void Attach(AddressSpace space, AddressRange range)
    {
        lock (this.sync)
        {
            if (this.valid != null)
                throw new InvalidOperationException("It is attached already.");
            this.origin = range.Start;
            this.valid = new BitArray((int)(range.Length / 4096) + 1);
        }

        space.Insert(this, range);
        this.attachedAt = DateTime.UtcNow;
    }

    public bool Validate(AddressRange page)
    {
        int left = 4;
        while (left > 0)
        {
            left = left - 1;
            ReadToken token = this.ReadBegin(page);
            bool stable = this.isStable(page.Start);
            lock (this.sync)
            {
                if (!this.ReadRetry(token) && this.valid != null)
                {
                    this.valid[this.IndexOf(page.Start)] = stable;
                    return stable;
                }
            }
        }

        return false;
    }

    public void Dispose()
    {
        this.TryRemove();
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!Monitor.TryEnter(this.sync, invalidation.IsBlockable ? Timeout.Infinite : 0))
            return false;
        try
        {
            this.SetSeq(invalidation.Sequence);
            if (this.valid == null)
                return true;
            int last = this.IndexOf(invalidation.Overlap.Last);
            for (int index = this.IndexOf(invalidation.Overlap.Start); index <= last; index++)
                this.valid[index] = false;
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

    private int IndexOf(ulong address)
    {
        return (int)((address - this.origin) / 4096);
    }
}
