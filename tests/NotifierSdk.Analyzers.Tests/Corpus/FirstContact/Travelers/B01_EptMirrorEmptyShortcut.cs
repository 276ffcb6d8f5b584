// Breaks: NSDK2001
// Bug: When nothing is mapped yet, the callback returns true early without saving the sequence, so a first fault that is collecting at that moment commits a stale frame.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;


/// <summary>Second-level page table of one virtual machine.</summary>
public sealed class EptMirror : IntervalNotifier, IDisposable
{
    private const ulong PageSize = 4096;

    private readonly DriverLock _mmuLock = new("mmu_lock");
    private readonly Func<ulong, ulong> _hostFrameOf;
    [GuardedBy(nameof(_mmuLock))] private readonly Dictionary<ulong, ulong> _leafs = new();

    public EptMirror(Func<ulong, ulong> hostFrameOf) => _hostFrameOf = hostFrameOf;

    public void Attach(AddressSpace vm, AddressRange slot) => vm.Insert(this, slot);

    public bool HandleViolation(ulong gpa, CancellationToken cancellation)
    {
        var page = AddressRange.FromLength(gpa & ~(PageSize - 1), PageSize);
        for (var round = 0; round < 32; round++)
        {
            var token = ReadBegin(page, cancellation);
            var frame = _hostFrameOf(page.Start);
            using (_mmuLock.EnterScope())
            {
                if (ReadRetry(token))
                    continue;
                _leafs[page.Start / PageSize] = frame;
                return true;
            }
        }

        return false;
    }

    public bool WithLeaf(ulong gpa, Action<ulong> enterGuest)
    {
        using (_mmuLock.EnterScope())
        {
            if (!_leafs.TryGetValue(gpa / PageSize, out var frame))
                return false;
            enterGuest(frame);
            return true;
        }
    }

    public void Dispose() => TryRemove();

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_mmuLock.TryEnter(in invalidation, out var scope))
            return false;

        using (scope)
        {
            if (_leafs.Count == 0)
                return true;

            SetSeq(invalidation.Sequence);
            var zap = invalidation.Overlap.AlignOutward(PageSize);
            foreach (var gfn in _leafs.Keys.Where(gfn => zap.Contains(gfn * PageSize)).ToList())
                _leafs.Remove(gfn);
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        using (_mmuLock.EnterScope())
        {
        }
    }
}
