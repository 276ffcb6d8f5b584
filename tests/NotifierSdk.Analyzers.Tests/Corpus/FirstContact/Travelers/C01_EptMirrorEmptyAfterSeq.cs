// Correct: The callback returns early when the table is empty, but only after SetSeq, so a first fault that is still collecting collides as it must.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;


public sealed class NestedPageTable : IntervalNotifier, IDisposable
{
    private const int PageShift = 12;

    private readonly Lock _mmuLock = new();
    private readonly Func<ulong, ulong> _hostFrameOf;
    [GuardedBy(nameof(_mmuLock))] private readonly SortedList<ulong, ulong> _leafs = new();

    public NestedPageTable(Func<ulong, ulong> hostFrameOf) => _hostFrameOf = hostFrameOf;

    public void Attach(AddressSpace vm, AddressRange slot) => vm.Insert(this, slot);

    public FaultStatus HandleViolation(ulong gpa, CancellationToken cancellation)
    {
        var page = AddressRange.FromLength(gpa >> PageShift << PageShift, 1UL << PageShift);
        for (var round = 0; round < 32; round++)
        {
            var status = TryReadBegin(page, TimeSpan.FromSeconds(2), cancellation, out var token);
            if (status != FaultStatus.Completed)
                return status;
            var frame = _hostFrameOf(page.Start);
            lock (_mmuLock)
            {
                if (!ReadRetry(token))
                {
                    _leafs[page.Start >> PageShift] = frame;
                    return FaultStatus.Completed;
                }
            }
        }

        return FaultStatus.Collided;
    }

    public bool WithLeaf(ulong gpa, Action<ulong> enterGuest)
    {
        lock (_mmuLock)
        {
            if (!_leafs.TryGetValue(gpa >> PageShift, out var frame))
                return false;
            enterGuest(frame);
            return true;
        }
    }

    public void Dispose() => TryRemove();

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (invalidation.IsBlockable)
            _mmuLock.Enter();
        else if (!_mmuLock.TryEnter())
            return false;

        try
        {
            SetSeq(invalidation.Sequence);
            if (_leafs.Count == 0)
                return true; // nothing to zap, and whoever is about to add something will see the sequence

            var first = invalidation.Overlap.Start >> PageShift;
            var last = invalidation.Overlap.Last >> PageShift;
            for (var i = _leafs.Count - 1; i >= 0; i--)
            {
                var gfn = _leafs.Keys[i];
                if (gfn >= first && gfn <= last)
                    _leafs.RemoveAt(i);
            }

            return true;
        }
        finally
        {
            _mmuLock.Exit();
        }
    }

    protected override void WaitForCommits()
    {
        lock (_mmuLock)
        {
        }
    }
}
