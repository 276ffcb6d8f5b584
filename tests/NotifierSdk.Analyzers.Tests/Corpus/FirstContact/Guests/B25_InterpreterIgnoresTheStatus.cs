// Breaks: NSDK2005
// Bug: the interpreter faults and does not look at the result: a page that is unavailable raises no guest exception, and the load returns zero as if it had succeeded.
using System;
using System.Collections.Generic;
using NotifierSdk;


public interface IPhysicalBus
{
    bool TryGetBacking(ulong frame, out byte[] bytes);
}

public sealed partial class LoadStoreTlb : IntervalNotifier, IDisposable
{
    public const ulong PageSize = 4096;

    [DriverLock] private readonly DriverLock _lock = new("load/store tlb");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, byte[]> _backing = [];
    private readonly IPhysicalBus _bus;

    public LoadStoreTlb(IPhysicalBus bus) => _bus = bus;

    [Fault(Collect = nameof(Find), Commit = nameof(Cache))]
    public partial FaultStatus Fault(AddressRange page);

    public bool TryLoad(ulong address, out byte value)
    {
        using (_lock.EnterScope())
        {
            value = 0;
            if (!_backing.TryGetValue(address / PageSize, out var bytes))
                return false;
            value = bytes[address % PageSize];
            return true;
        }
    }

    public void Dispose() => TryRemove();

    [Invalidate]
    private void Flush(AddressRange range)
    {
        foreach (var page in range.Pages(PageSize))
            _backing.Remove(page);
    }

    private bool Find(AddressRange page, out byte[] bytes) => _bus.TryGetBacking(page.Start / PageSize, out bytes);

    private void Cache(AddressRange page, byte[] bytes) => _backing[page.Start / PageSize] = bytes;
}

/// <summary>A hart that interprets.</summary>
public sealed class Hart : IDisposable
{
    private readonly LoadStoreTlb _tlb;
    private readonly ulong[] _x = new ulong[32];

    public Hart(AddressSpace guest, AddressRange ram, IPhysicalBus bus)
    {
        _tlb = new LoadStoreTlb(bus);
        guest.Insert(_tlb, ram);
    }

    /// <summary>LBU rd, offset(rs1)</summary>
    public void LoadByteUnsigned(int rd, int rs1, long offset)
    {
        var value = LoadByte(_x[rs1] + (ulong)offset);
        if (rd != 0)
            _x[rd] = value;
    }

    public void Dispose() => _tlb.TryRemove();

    private byte LoadByte(ulong address)
    {
        if (_tlb.TryLoad(address, out var value))
            return value;

        var page = address / LoadStoreTlb.PageSize * LoadStoreTlb.PageSize;
        _tlb.Fault(AddressRange.FromLength(page, LoadStoreTlb.PageSize));
        _tlb.TryLoad(address, out value);
        return value;
    }
}
