// Correct: Both maps that a commit fills are emptied by one helper, which a commit that replaces an entry uses too; the counters are statistics and stay.
using System;
using System.Collections.Generic;
using NotifierSdk;



public sealed partial class Stage2(Func<ulong, ulong> backing) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _mmu = new("stage 2");
    [GuardedBy(nameof(_mmu))] private readonly Dictionary<ulong, ulong> _forward = [];
    [GuardedBy(nameof(_mmu))] private readonly Dictionary<ulong, HashSet<ulong>> _reverse = [];
    [GuardedBy(nameof(_mmu))] private long _faults;
    [GuardedBy(nameof(_mmu))] private ulong _highest;

    [Fault(Collect = nameof(GetFrame), Commit = nameof(Link))]
    public partial FaultStatus Map(AddressRange page);

    public string Describe()
    {
        using var held = _mmu.EnterScope();
        return $"{_forward.Count} pages, {_reverse.Count} frames, {_faults} faults, highest page ever {_highest:x}";
    }

    public int Sharers(ulong frame)
    {
        using var held = _mmu.EnterScope();
        return _reverse.TryGetValue(frame, out var guests) ? guests.Count : 0;
    }

    private ulong GetFrame(AddressRange page) => backing(page.Start >> 12);

    private void Link(AddressRange page, ulong frame)
    {
        var guest = page.Start >> 12;
        Unlink(guest);
        _forward.Add(guest, frame);
        if (!_reverse.TryGetValue(frame, out var guests))
            _reverse[frame] = guests = [];
        guests.Add(guest);
        _faults++;
        _highest = Math.Max(_highest, guest);
    }

    [Invalidate(IgnoreEvents = [InvalidationEvent.Write])]
    private void Drop(AddressRange range)
    {
        foreach (var guest in range.Pages(4096))
            Unlink(guest);
    }

    [RequiresLock(nameof(_mmu))]
    private void Unlink(ulong guest)
    {
        if (!_forward.Remove(guest, out var frame))
            return;

        var guests = _reverse[frame];
        guests.Remove(guest);
        if (guests.Count == 0)
            _reverse.Remove(frame);
    }
}
