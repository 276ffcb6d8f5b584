// Breaks: NSDK3002
// Bug: when a page of a page table changes, the callback announces what that table maps in the same space, from inside the announcement that called it.
using System;
using System.Collections.Generic;
using NotifierSdk;


public interface IGuestTableReader
{
    /// <summary>Reads a table, and says which linear addresses it maps.</summary>
    (ulong[] Entries, AddressRange Mapped) Read(ulong tablePage);
}

/// <summary>Guest page tables that the hypervisor has shadowed, by the page in which they lie.</summary>
public sealed partial class ShadowedTables : IntervalNotifier, IDisposable
{
    private const ulong PageSize = 4096;

    private sealed record Table(ulong[] Entries, AddressRange Mapped);

    [DriverLock] private readonly DriverLock _lock = new("shadowed tables");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, Table> _tables = [];
    private readonly AddressSpace _space;
    private readonly IGuestTableReader _reader;

    public ShadowedTables(AddressSpace space, IGuestTableReader reader)
    {
        _space = space;
        _reader = reader;
    }

    public void Start(AddressRange tables) => _space.Insert(this, tables);

    [Fault(Collect = nameof(Read), Commit = nameof(Shadow))]
    public partial FaultStatus Fault(AddressRange tablePage);

    public bool TryWalk(ulong tablePage, int index, Action<ulong> use)
    {
        using (_lock.EnterScope())
        {
            if (!_tables.TryGetValue(tablePage, out var table))
                return false;
            use(table.Entries[index]);
            return true;
        }
    }

    public void Dispose() => TryRemove();

    [Invalidate]
    private void Unshadow(AddressRange range)
    {
        foreach (var page in range.Pages(PageSize))
        {
            if (_tables.Remove(page, out var table))
                FlushDependents(table);
        }
    }

    // The TLBs of the vCPUs follow the linear addresses.
    private void FlushDependents(Table table)
    {
        using (_space.BeginInvalidate(table.Mapped, InvalidationEvent.ProtectionPage))
        {
        }
    }

    private Table Read(AddressRange tablePage)
    {
        var (entries, mapped) = _reader.Read(tablePage.Start / PageSize);
        return new Table(entries, mapped);
    }

    private void Shadow(AddressRange tablePage, Table table) => _tables[tablePage.Start / PageSize] = table;
}
