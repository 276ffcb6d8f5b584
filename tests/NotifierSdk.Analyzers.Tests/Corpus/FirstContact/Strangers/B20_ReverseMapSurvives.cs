// Breaks: NSDK3010
// Bug: A commit fills the forward and the reverse map, and the callback drops the range from the forward map only.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;



public sealed partial class HypervisorMemory(Func<ulong, ulong> backing) : IntervalNotifier
{
    private const int Bits = 12;

    [DriverLock] private readonly DriverLock _mmu = new("stage 2");
    [GuardedBy(nameof(_mmu))] private readonly Dictionary<ulong, ulong> _stage2 = [];
    [GuardedBy(nameof(_mmu))] private readonly Dictionary<ulong, SortedSet<ulong>> _rmap = [];
    private int _faults;

    public int Faults => _faults;

    [Fault(Collect = nameof(GetFrame), Commit = nameof(Link), MaxAttempts = 100)]
    public partial FaultStatus MapGuestPage(AddressRange page);

    /// <summary>The guest pages that show a frame; the balloon asks for them before it takes the frame.</summary>
    public ulong[] WhoMaps(ulong frame)
    {
        using (_mmu.EnterScope())
            return _rmap.TryGetValue(frame, out var guests) ? guests.ToArray() : [];
    }

    public bool Translate(ulong guest, out ulong host)
    {
        using (_mmu.EnterScope())
        {
            if (_stage2.TryGetValue(guest >> Bits, out var frame))
            {
                host = (frame << Bits) | (guest & ((1ul << Bits) - 1));
                return true;
            }
        }

        host = 0;
        return false;
    }

    private ulong GetFrame(AddressRange page) => backing(page.Start >> Bits);

    private void Link(AddressRange page, ulong frame)
    {
        var guest = page.Start >> Bits;
        _stage2[guest] = frame;
        if (!_rmap.TryGetValue(frame, out var guests))
            _rmap.Add(frame, guests = []);
        guests.Add(guest);
        _faults++;
    }

    [Invalidate]
    private void Unlink(AddressRange range)
    {
        foreach (var guest in range.Pages(1 << Bits))
            _stage2.Remove(guest);
    }
}
