// Breaks: NSDK5007
// Bug: to grow, the ring removes itself later and inserts itself again, although its removal may not have ended.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;

public sealed partial class CaptureRing : IntervalNotifier, IDisposable
{
    private readonly AddressSpace _space;
    private readonly Func<ulong, nint> _pointerTo;

    [DriverLock] private readonly DriverLock _lock = new("capture ring");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, nint> _slots = new();

    public CaptureRing(AddressSpace space, AddressRange range, Func<ulong, nint> pointerTo)
    {
        _space = space;
        _pointerTo = pointerTo;
        space.Insert(this, range);
    }

    public int Ready
    {
        get
        {
            using (_lock.EnterScope())
            {
                return _slots.Count;
            }
        }
    }

    [Fault(Collect = nameof(Lookup), Commit = nameof(Arm), TimeoutMilliseconds = 20)]
    public partial FaultStatus Prepare(AddressRange slot);

    public void Grow(ulong bytes)
    {
        var current = Range;
        if (bytes == 0 || current.Last > ulong.MaxValue - bytes)
            throw new ArgumentOutOfRangeException(nameof(bytes), bytes, "The ring cannot grow by that.");
        MoveTo(AddressRange.FromBounds(current.Start, current.Last + bytes));
    }

    public void Dispose() => TryRemove();

    private void MoveTo(AddressRange range)
    {
        RemoveLater();
        _space.Insert(this, range);
    }

    private nint Lookup(AddressRange slot) => _pointerTo(slot.Start);

    private void Arm(AddressRange slot, nint pointer) => _slots[slot.Start] = pointer;

    [Invalidate(IgnoreEvents = [InvalidationEvent.Write, InvalidationEvent.SoftDirty])]
    private void Disarm(AddressRange range)
    {
        foreach (var slot in _slots.Keys.Where(slot => range.Contains(slot)).ToArray())
            _slots.Remove(slot);
    }
}
