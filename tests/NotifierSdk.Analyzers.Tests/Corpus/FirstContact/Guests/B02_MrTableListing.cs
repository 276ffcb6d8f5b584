// Breaks: NSDK4003
// Bug: the list of writable pages is a query; it is built under the lock, and enumerated by the caller long after the lock was released.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;


[Flags]
public enum Access
{
    None = 0,
    RemoteRead = 1,
    RemoteWrite = 2,
}

public readonly record struct Mtt(ulong Page, ulong Dma, Access Access);

public interface IPager
{
    Mtt Resolve(ulong page);
}

/// <summary>The translation table of one on-demand memory region.</summary>
public sealed partial class OdpRegion : IntervalNotifier, IDisposable
{
    private const int Shift = 12;

    [DriverLock] private readonly DriverLock _umemMutex = new("umem");
    [GuardedBy(nameof(_umemMutex))] private readonly SortedDictionary<ulong, Mtt> _mtt = [];
    private readonly IPager _pager;

    public OdpRegion(IPager pager) => _pager = pager;

    public uint Key { get; init; }

    public static OdpRegion Register(AddressSpace mm, AddressRange range, IPager pager, uint key)
    {
        var region = new OdpRegion(pager) { Key = key };
        mm.Insert(region, range);
        return region;
    }

    [Fault(Collect = nameof(Resolve), Commit = nameof(Program), MaxAttempts = 16)]
    public partial FaultStatus PageFault(AddressRange page);

    public bool TryAccess(ulong address, Access needed, Action<ulong> access)
    {
        using (_umemMutex.EnterScope())
        {
            if (_mtt.TryGetValue(address >> Shift, out var entry) && (entry.Access & needed) == needed)
            {
                access(entry.Dma | (address & ((1ul << Shift) - 1)));
                return true;
            }
        }

        return false;
    }

    /// <summary>The pages that the peer may write, for the dirty log.</summary>
    public IEnumerable<ulong> WritablePages()
    {
        using (_umemMutex.EnterScope())
        {
            return _mtt.Values
                .Where(entry => (entry.Access & Access.RemoteWrite) != 0)
                .Select(entry => entry.Page);
        }
    }

    public void Dispose() => TryRemove();

    [Invalidate]
    private void Unmap(AddressRange range)
    {
        foreach (var page in range.Pages(1ul << Shift))
            _mtt.Remove(page);
    }

    private Mtt Resolve(AddressRange page) => _pager.Resolve(page.Start >> Shift);

    private void Program(AddressRange page, Mtt entry) => _mtt[page.Start >> Shift] = entry;
}
