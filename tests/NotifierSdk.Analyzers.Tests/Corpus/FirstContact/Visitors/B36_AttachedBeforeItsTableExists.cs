// Breaks: NSDK3007
// Bug: Attach inserts the notifier first and makes the bitmap afterwards, although the callback uses it.
using System;
using System.Collections;
using System.Threading;
using NotifierSdk;

public sealed class ReplayBuffer : IntervalNotifier, IDisposable
{
    private readonly object sync = new object();
    private readonly Predicate<ulong> isStable;
    private BitArray valid;
    private ulong origin;

    public ReplayBuffer(Predicate<ulong> isStable)
    {
        this.isStable = isStable;
        this.valid = new BitArray(0);
    }

    public void Attach(AddressSpace space, AddressRange range)
    {
        if (range.Length % 4096 != 0)
            throw new ArgumentException("The range has no whole pages.", nameof(range));
        space.Insert(this, range);
        this.Prepare(range);
    }

    public bool Validate(AddressRange page)
    {
        for (int i = 0; i < 4; i++)
        {
            ReadToken token = this.ReadBegin(page);
            bool stable = this.isStable(page.Start);
            lock (this.sync)
            {
                if (this.ReadRetry(token))
                    continue;
                this.valid[this.IndexOf(page.Start)] = stable;
                return stable;
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

    private void Prepare(AddressRange range)
    {
        this.origin = range.Start;
        this.valid = new BitArray((int)(range.Length / 4096));
    }

    private int IndexOf(ulong address)
    {
        return (int)((address - this.origin) / 4096);
    }
}
