// Breaks: NSDK3002
// Bug: the callback announces the change of the mirrored addresses itself, in the same space, from within the callback.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

/// <summary>
/// The console decodes its two megabytes of RAM at two places, cached and uncached. Each view has its own blocks.
/// </summary>
public sealed class RamView : IntervalNotifier
{
    private const ulong PageSize = 0x1000;

    private readonly AddressSpace _bus;
    private readonly ulong _distanceToOther; // wraps around for the upper view
    private readonly object _lock = new object();
    private readonly Dictionary<ulong, Action> _blocks = new Dictionary<ulong, Action>();
    private readonly Func<ulong, Action> _recompile;

    public RamView(AddressSpace bus, ulong distanceToOther, Func<ulong, Action> recompile)
    {
        _bus = bus;
        _distanceToOther = distanceToOther;
        _recompile = recompile;
    }

    public bool Compile(ulong pc, CancellationToken cancellation)
    {
        var page = AddressRange.FromLength(pc & ~(PageSize - 1), PageSize);
        for (int i = 0; i < 64; i++)
        {
            var token = ReadBegin(page, cancellation);
            var block = _recompile(pc);
            lock (_lock)
            {
                if (ReadRetry(token))
                    continue;
                _blocks[pc] = block;
                return true;
            }
        }

        return false;
    }

    public bool Step(ulong pc)
    {
        lock (_lock)
        {
            if (!_blocks.TryGetValue(pc, out var block))
                return false;
            block();
            return true;
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!Monitor.TryEnter(_lock, invalidation.IsBlockable ? Timeout.Infinite : 0))
            return false;

        try
        {
            SetSeq(invalidation.Sequence);
            var range = invalidation.Overlap.AlignOutward(PageSize);
            var stale = new List<ulong>();
            foreach (var pc in _blocks.Keys)
            {
                if (range.Contains(pc))
                    stale.Add(pc);
            }

            foreach (var pc in stale)
                _blocks.Remove(pc);
        }
        finally
        {
            Monitor.Exit(_lock);
        }

        if (invalidation.Event == InvalidationEvent.Write && invalidation.Owner is not RamView)
            TellOtherView(invalidation.Overlap);
        return true;
    }

    public void Enable(AddressRange view) => _bus.Insert(this, view);

    public void Disable() => Remove();

    private void TellOtherView(AddressRange range)
    {
        var other = AddressRange.FromBounds(range.Start + _distanceToOther, range.Last + _distanceToOther);
        using (_bus.BeginInvalidate(other, InvalidationEvent.Write, this))
        {
            // The bytes are the same ones: nothing else changes.
        }
    }

    protected override void WaitForCommits()
    {
        lock (_lock)
        {
        }
    }
}
