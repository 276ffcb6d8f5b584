// Breaks: NSDK5006
// Bug: Inflate disposes the scope by hand after the discard; if the discard throws, the invalidation is never ended and every fault of the range waits for ever.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;


public interface IGuestRam
{
    void Discard(AddressRange range);

    ulong FrameOf(ulong address);
}

public sealed partial class GuestTlb(IGuestRam ram) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new("guest tlb");
    [GuardedBy(nameof(_lock))] private readonly SortedDictionary<ulong, ulong> _entries = [];

    [Fault(Collect = nameof(Walk), Commit = nameof(Fill))]
    public partial FaultStatus Miss(AddressRange page);

    public bool Access(ulong address, Action<ulong> touch)
    {
        using (_lock.EnterScope())
        {
            if (!_entries.TryGetValue(address >> 12, out var frame))
                return false;
            touch(frame);
            return true;
        }
    }

    [Invalidate]
    private void Flush(AddressRange range)
    {
        foreach (var page in _entries.Keys.Where(page => page >= range.Start >> 12 && page <= range.Last >> 12).ToArray())
            _entries.Remove(page);
    }

    private ulong Walk(AddressRange page) => ram.FrameOf(page.Start);

    private void Fill(AddressRange page, ulong frame) => _entries[page.Start >> 12] = frame;
}

/// <summary>Gives pages of the guest back to the host.</summary>
public sealed class Balloon : IDisposable
{
    private readonly AddressSpace _guest;
    private readonly IGuestRam _ram;
    private readonly GuestTlb _tlb;

    public Balloon(AddressSpace guest, IGuestRam ram, AddressRange all)
    {
        _guest = guest;
        _ram = ram;
        _tlb = new GuestTlb(ram);
        _guest.Insert(_tlb, all);
    }

    public GuestTlb Tlb => _tlb;

    public void Inflate(AddressRange range)
    {
        var scope = _guest.BeginInvalidate(range, InvalidationEvent.Clear);
        _ram.Discard(range);
        scope.Dispose();
    }

    public void Dispose() => _tlb.TryRemove();
}
