// Correct: the ring changes its range with an update in a batch, so there is no gap in which it misses a change.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;

public sealed partial class PlaybackRing : IntervalNotifier, IDisposable
{
    private readonly AddressSpace _space;
    private readonly Func<ulong, nint> _pointerTo;

    [DriverLock] private readonly DriverLock _lock = new("playback ring");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, nint> _slots = [];
    [GuardedBy(nameof(_lock))] private int _resized;

    public PlaybackRing(AddressSpace space, AddressRange range, Func<ulong, nint> pointerTo)
    {
        _pointerTo = pointerTo;
        _space = space;
        space.Insert(this, range);
    }

    public int Resized
    {
        get
        {
            using (_lock.EnterScope())
                return _resized;
        }
    }

    [Fault(Collect = nameof(Lookup), Commit = nameof(Arm))]
    public partial FaultStatus Prepare(AddressRange slot);

    public void Resize(ulong bytes)
    {
        ArgumentOutOfRangeException.ThrowIfZero(bytes);
        using (_lock.EnterScope())
        {
            var current = Range;
            _space.Apply(new NotifierBatch().Update(this, current, AddressRange.FromLength(current.Start, bytes)));
            _resized++;
        }
    }

    public bool Play(ulong slot, Action<nint> sink)
    {
        using (_lock.EnterScope())
        {
            if (!_slots.TryGetValue(slot, out var pointer))
                return false;
            sink(pointer);
            return true;
        }
    }

    public void Dispose() => TryRemove();

    private nint Lookup(AddressRange slot) => _pointerTo(slot.Start);

    private void Arm(AddressRange slot, nint pointer) => _slots[slot.Start] = pointer;

    [Invalidate(IgnoreEvents = [InvalidationEvent.Write])]
    private void Disarm(AddressRange range)
    {
        foreach (var slot in _slots.Keys.Where(slot => range.Contains(slot)).ToArray())
            _slots.Remove(slot);
    }
}
