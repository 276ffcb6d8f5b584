// Breaks: NSDK2011
// Bug: Collect leaves what it found in a field that the fast path reads, before anything has checked it.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;

public interface IGuestTables
{
    ulong Walk(ulong guestPage);
}

public sealed partial class ShadowMmu : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _mmu = new("shadow mmu");
    [GuardedBy(nameof(_mmu))] private readonly Dictionary<ulong, ulong> _shadow = [];
    private readonly IGuestTables _tables;
    private Recent? _recent;

    public ShadowMmu(IGuestTables tables) => _tables = tables;

    private sealed record Recent(ulong Page, ulong Frame);

    [Fault(Collect = nameof(WalkGuest), Commit = nameof(Install), MaxAttempts = 32)]
    public partial FaultStatus Fault(AddressRange page);

    public bool TryTranslate(ulong address, out ulong frame)
    {
        var page = address & ~0xFFFul;
        if (_recent is { } recent && recent.Page == page)
        {
            frame = recent.Frame;
            return true;
        }

        using (_mmu.EnterScope())
            return _shadow.TryGetValue(page, out frame);
    }

    private ulong WalkGuest(AddressRange page)
    {
        var frame = _tables.Walk(page.Start);
        _recent = new Recent(page.Start, frame);
        return frame;
    }

    private void Install(AddressRange page, ulong frame) => _shadow[page.Start] = frame;

    [Invalidate]
    private void Zap(AddressRange range)
    {
        if (_recent is { } recent && range.Contains(recent.Page))
            _recent = null;
        foreach (var page in _shadow.Keys.Where(page => range.Contains(page)).ToArray())
            _shadow.Remove(page);
    }
}
