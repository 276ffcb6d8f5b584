// Correct: the base class seals the callback and the loop, and the derived classes only say how an entry is made and kept; all of their steps but Produce run under the lock of the base class.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

public abstract class MirroredPages<TEntry> : IntervalNotifier, IDisposable
{
    private readonly object _sync = new();

    protected abstract ulong PageSize { get; }

    protected abstract TEntry Produce(ulong page);

    protected abstract void Store(ulong page, TEntry entry);

    protected abstract void Discard(ulong page);

    protected abstract bool TryGet(ulong page, out TEntry entry);

    public void Follow(AddressSpace space, AddressRange range) => space.Insert(this, range);

    public bool Visit(ulong address, Action<TEntry> visitor, CancellationToken cancellation = default)
    {
        var page = address / PageSize;
        var range = AddressRange.FromLength(page * PageSize, PageSize);
        for (var attempt = 0; attempt < 16; attempt++)
        {
            lock (_sync)
            {
                if (TryGet(page, out var entry))
                {
                    visitor(entry);
                    return true;
                }
            }

            var token = ReadBegin(range, cancellation);
            var fresh = Produce(page);
            lock (_sync)
            {
                if (!ReadRetry(token))
                    Store(page, fresh);
            }
        }

        return false;
    }

    protected sealed override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!Monitor.TryEnter(_sync, invalidation.IsBlockable ? Timeout.InfiniteTimeSpan : TimeSpan.Zero))
            return false;
        try
        {
            SetSeq(invalidation.Sequence);
            foreach (var page in invalidation.Overlap.Pages(PageSize))
                Discard(page);
        }
        finally
        {
            Monitor.Exit(_sync);
        }

        return true;
    }

    protected sealed override void WaitForCommits()
    {
        lock (_sync)
        {
        }
    }

    public void Dispose()
    {
        TryRemove();
        GC.SuppressFinalize(this);
    }
}

public sealed class ChecksumPages(Func<ulong, uint> checksum) : MirroredPages<uint>
{
    private readonly Dictionary<ulong, uint> _sums = [];

    protected override ulong PageSize => 4096;

    protected override uint Produce(ulong page) => checksum(page);

    protected override void Store(ulong page, uint entry) => _sums[page] = entry;

    protected override void Discard(ulong page) => _sums.Remove(page);

    protected override bool TryGet(ulong page, out uint entry) => _sums.TryGetValue(page, out entry);
}
