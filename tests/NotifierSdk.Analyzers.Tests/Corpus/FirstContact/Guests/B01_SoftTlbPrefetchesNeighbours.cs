// Breaks: NSDK2006
// Bug: while it walks, the fault already enters the neighbours that share the leaf table, and nothing has checked the section by then.
using System;
using System.Collections.Generic;
using NotifierSdk;


/// <summary>The page tables of the guest, as the vCPU sees them.</summary>
public interface IGuestTables
{
    /// <summary>Reads the whole leaf table that maps the page.</summary>
    IReadOnlyDictionary<ulong, ulong> ReadLeaf(ulong guestPage);
}

/// <summary>A software TLB: guest page number to host page number.</summary>
public sealed partial class SoftTlb : IntervalNotifier, IDisposable
{
    public const ulong PageSize = 4096;

    [DriverLock] private readonly DriverLock _lock = new("soft tlb");
    [ShadowState] private readonly Dictionary<ulong, ulong> _entries = new();
    private readonly IGuestTables _tables;
    private readonly AddressRange _ram;

    public SoftTlb(IGuestTables tables, AddressRange ram)
    {
        _tables = tables;
        _ram = ram;
    }

    public void Attach(AddressSpace space) => space.Insert(this, _ram);

    [Fault(Collect = nameof(Walk), Commit = nameof(Enter))]
    public partial FaultStatus Refill(AddressRange page);

    public bool TryAccess(ulong address, Action<ulong> access)
    {
        using (_lock.EnterScope())
        {
            if (!_entries.TryGetValue(address / PageSize, out var frame))
                return false;
            access(frame * PageSize + address % PageSize);
            return true;
        }
    }

    public void Dispose() => TryRemove();

    [Invalidate]
    private void Shootdown(AddressRange range)
    {
        foreach (var page in range.Pages(PageSize))
            _entries.Remove(page);
    }

    private bool Walk(AddressRange page, out ulong frame)
    {
        var wanted = page.Start / PageSize;
        var leaf = _tables.ReadLeaf(wanted);
        using (_lock.EnterScope())
        {
            // The leaf is in our hands anyway: the next access is likely to be next door.
            for (var near = wanted + 1; near < wanted + 8; near++)
            {
                if (_ram.Contains(near * PageSize) && leaf.TryGetValue(near, out var neighbour))
                    _entries[near] = neighbour;
            }
        }

        return leaf.TryGetValue(wanted, out frame);
    }

    private void Enter(AddressRange page, ulong frame) => _entries[page.Start / PageSize] = frame;
}
