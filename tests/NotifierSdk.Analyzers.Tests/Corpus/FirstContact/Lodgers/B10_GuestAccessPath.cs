// Breaks: NSDK2015
// Bug: the access path faults again at once for as long as the fault collides; it neither counts nor waits, and cannot be cancelled.
using System;
using System.Collections.Generic;
using NotifierSdk;

public sealed class GuestCpu
{
    private readonly GuestTlb _tlb;
    private ulong _faultAddress;

    public GuestCpu(GuestTlb tlb) => _tlb = tlb;

    public ulong FaultAddress => _faultAddress;

    public bool Load(ulong address, Func<ulong, ulong> readHost, out ulong value)
    {
        value = 0;
        if (_tlb.TryAccess(address, readHost, ref value))
            return true;

        var page = AddressRange.FromLength(address & ~0xfffUL, 0x1000);
        FaultStatus status;
        do
        {
            status = _tlb.Fill(page);
        }
        while (status == FaultStatus.Collided);

        if (status != FaultStatus.Completed)
        {
            _faultAddress = address;
            return false;
        }

        return _tlb.TryAccess(address, readHost, ref value);
    }
}

public sealed partial class GuestTlb : IntervalNotifier, IDisposable
{
    private const ulong PageSize = 0x1000;

    [DriverLock] private readonly DriverLock _lock = new("guest tlb");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _hostPages = [];
    private readonly Func<ulong, ulong?> _pageTables;

    public GuestTlb(AddressSpace ram, AddressRange range, Func<ulong, ulong?> pageTables)
    {
        _pageTables = pageTables;
        ram.Insert(this, range);
    }

    [Fault(Collect = nameof(TryWalk), Commit = nameof(Insert), MaxAttempts = 4)]
    public partial FaultStatus Fill(AddressRange page);

    public bool TryAccess(ulong address, Func<ulong, ulong> readHost, ref ulong value)
    {
        using (_lock.EnterScope())
        {
            if (!_hostPages.TryGetValue(address / PageSize, out var host))
                return false;
            value = readHost(host + address % PageSize);
            return true;
        }
    }

    private bool TryWalk(AddressRange page, out ulong host)
    {
        var walked = _pageTables(page.Start);
        host = walked ?? 0;
        return walked is not null;
    }

    private void Insert(AddressRange page, ulong host) => _hostPages[page.Start / PageSize] = host;

    [Invalidate]
    private void FlushRange(AddressRange range)
    {
        foreach (var page in range.Pages(PageSize))
            _hostPages.Remove(page);
    }

    public void Dispose() => TryRemove();
}
