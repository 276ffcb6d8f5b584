// Breaks: NSDK2003
// Bug: While invalidations nest, the flusher saves the sequence of the outermost one again instead of the sequence of the invalidation at hand.
using System;
using System.Collections.Generic;
using NotifierSdk;



public abstract class CoalescingShadow : IntervalNotifier
{
    protected readonly DriverLock Gate = new("coalescing shadow");
    private InvalidationSequence _batch;
    private AddressRange? _pending;

    protected sealed override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!Gate.TryEnter(in invalidation, out var held))
            return false;

        using (held)
        {
            var range = invalidation.Overlap;
            if (_pending is { } open && open.Overlaps(range))
            {
                SetSeq(_batch);
                _pending = AddressRange.FromBounds(Math.Min(open.Start, range.Start), Math.Max(open.Last, range.Last));
            }
            else
            {
                _batch = invalidation.Sequence;
                _pending = range;
                SetSeq(_batch);
            }

            Zap(_pending.Value);
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        using (Gate.EnterScope())
        {
        }
    }

    protected void ForgetBatch() => _pending = null;

    protected abstract void Zap(AddressRange range);
}

public sealed class SamplerCache(Func<AddressRange, float[]> load) : CoalescingShadow
{
    private readonly SortedDictionary<ulong, float[]> _tiles = [];

    public bool Load(AddressRange tile)
    {
        for (var i = 0; i < 10; i++)
        {
            var token = ReadBegin(tile);
            var texels = load(tile);
            using (Gate.EnterScope())
            {
                if (ReadRetry(token))
                    continue;
                _tiles[tile.Start >> 12] = texels;
                ForgetBatch();
                return true;
            }
        }

        return false;
    }

    protected override void Zap(AddressRange range)
    {
        foreach (var page in range.Pages(4096))
            _tiles.Remove(page);
    }
}
