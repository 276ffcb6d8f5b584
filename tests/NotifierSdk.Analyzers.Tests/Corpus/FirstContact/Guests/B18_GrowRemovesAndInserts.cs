// Breaks: NSDK5007
// Bug: Grow removes the notifier later and inserts it again at once: the removal may not have ended, and changes in between reach nobody.
using System;
using System.Collections.Generic;
using NotifierSdk;


public interface IBrk
{
    bool TryResolve(ulong page, out ulong frame);
}

/// <summary>The shadow of a heap that grows at its end.</summary>
public sealed partial class HeapShadow : IntervalNotifier, IDisposable
{
    private const int PageShift = 12;

    [DriverLock] private readonly DriverLock _lock = new("heap shadow");
    [GuardedBy(nameof(_lock))] private readonly SortedDictionary<ulong, ulong> _frames = [];
    private readonly AddressSpace _space;
    private readonly IBrk _brk;
    private AddressRange _heap;

    public HeapShadow(AddressSpace space, IBrk brk, AddressRange heap)
    {
        _space = space;
        _brk = brk;
        _heap = heap;
    }

    public void Open() => _space.Insert(this, _heap);

    /// <summary>Called by the one thread that moves the break.</summary>
    public void Grow(ulong newLast)
    {
        if (newLast <= _heap.Last)
            return;

        var larger = AddressRange.FromBounds(_heap.Start, newLast);
        RemoveLater();
        _space.Insert(this, larger);
        _heap = larger;
    }

    [Fault(Collect = nameof(Resolve), Commit = nameof(Enter))]
    public partial FaultStatus Touch(AddressRange page);

    public bool TryUse(ulong address, Action<ulong> use)
    {
        using (_lock.EnterScope())
        {
            if (!_frames.TryGetValue(address >> PageShift, out var frame))
                return false;
            use(frame);
            return true;
        }
    }

    public void Dispose() => TryRemove();

    [Invalidate]
    private void Drop(AddressRange range)
    {
        foreach (var page in range.Pages(1ul << PageShift))
            _frames.Remove(page);
    }

    private bool Resolve(AddressRange page, out ulong frame) => _brk.TryResolve(page.Start >> PageShift, out frame);

    private void Enter(AddressRange page, ulong frame) => _frames[page.Start >> PageShift] = frame;
}
