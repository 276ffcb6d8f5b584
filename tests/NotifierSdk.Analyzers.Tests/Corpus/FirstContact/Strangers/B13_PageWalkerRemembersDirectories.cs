// Breaks: NSDK2018
// Bug: Walk keeps the directory entry that it saw last for its next run, and the callback empties only the shadow table, so after a change of the directory a new attempt collects through the old one.
using System;
using System.Collections.Generic;
using NotifierSdk;



public interface IGuestPhysical
{
    ulong ReadWord(ulong address);
}

internal struct WalkCache
{
    public ulong Region;
    public ulong Table;
}

public sealed partial class ShadowPager(IGuestPhysical guest, ulong root) : IntervalNotifier
{
    private const ulong Present = 1;
    private const ulong FrameMask = ~0xffful;

    [DriverLock] private readonly DriverLock _mmuLock = new("shadow mmu");
    [GuardedBy(nameof(_mmuLock)), ShadowState] private readonly Dictionary<ulong, ulong> _spte = new();

    private WalkCache _upper = new() { Region = ulong.MaxValue };
    private long _walks;

    [Fault(Collect = nameof(Walk), Commit = nameof(Install), MaxAttempts = 24, TimeoutMilliseconds = 500)]
    public partial FaultStatus Fault(AddressRange page);

    public ulong? Peek(ulong address)
    {
        using (_mmuLock.EnterScope())
            return _spte.TryGetValue(address >> 12, out var entry) ? entry : null;
    }

    private bool Walk(AddressRange page, out ulong entry)
    {
        _walks++;
        var region = page.Start >> 21;
        if (_upper.Region != region)
        {
            var directory = guest.ReadWord(root + (region & 511) * 8);
            if ((directory & Present) == 0)
            {
                entry = 0;
                return false;
            }

            _upper.Table = directory & FrameMask;
            _upper.Region = region;
        }

        entry = guest.ReadWord(_upper.Table + ((page.Start >> 12) & 511) * 8);
        return (entry & Present) != 0;
    }

    private void Install(AddressRange page, ulong entry) => _spte[page.Start >> 12] = entry;

    [Invalidate]
    private void Zap(AddressRange range)
    {
        if (range.IsAll)
        {
            _spte.Clear();
            return;
        }

        foreach (var number in range.Pages(4096))
            _spte.Remove(number);
    }
}
