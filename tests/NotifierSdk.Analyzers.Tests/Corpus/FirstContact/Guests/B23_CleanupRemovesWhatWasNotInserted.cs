// Breaks: NSDK5001
// Bug: if Insert itself fails, the cleanup removes a notifier that is not inserted; Remove throws, and its exception hides the real one.
using System;
using System.Collections.Generic;
using NotifierSdk;


public interface IVirtqueue
{
    void Enable();

    void Disable();
}

public interface IGuestMemory
{
    bool TryResolve(ulong page, out nint host);
}

/// <summary>Starts and stops the memory table of a vhost backend.</summary>
public sealed class VhostBackend(AddressSpace guest, IGuestMemory memory)
{
    private VhostTable? _table;

    public VhostTable Start(AddressRange ram, IVirtqueue[] queues)
    {
        if (_table is not null)
            throw new InvalidOperationException("The backend runs already.");

        var table = new VhostTable(memory);
        var enabled = 0;
        try
        {
            guest.Insert(table, ram);
            foreach (var queue in queues)
            {
                queue.Enable();
                enabled++;
            }
        }
        catch
        {
            for (var i = 0; i < enabled; i++)
                queues[i].Disable();
            table.Remove();
            throw;
        }

        _table = table;
        return table;
    }

    public void Stop(IVirtqueue[] queues)
    {
        foreach (var queue in queues)
            queue.Disable();
        _table?.TryRemove();
        _table = null;
    }
}

public sealed partial class VhostTable : IntervalNotifier
{
    private const ulong PageSize = 4096;

    [DriverLock] private readonly DriverLock _lock = new("vhost table");
    [GuardedBy(nameof(_lock))] private readonly SortedList<ulong, nint> _pages = [];
    private readonly IGuestMemory _memory;

    internal VhostTable(IGuestMemory memory) => _memory = memory;

    [Fault(Collect = nameof(Resolve), Commit = nameof(Map))]
    public partial FaultStatus IotlbMiss(AddressRange page);

    public unsafe bool TryRead(ulong address, Span<byte> target)
    {
        if ((int)(address % PageSize) + target.Length > (int)PageSize)
            return false;

        using (_lock.EnterScope())
        {
            if (!_pages.TryGetValue(address / PageSize, out var host))
                return false;
            new ReadOnlySpan<byte>((byte*)host + (address % PageSize), target.Length).CopyTo(target);
            return true;
        }
    }

    [Invalidate]
    private void Unmap(AddressRange range)
    {
        foreach (var page in range.Pages(PageSize))
            _pages.Remove(page);
    }

    private bool Resolve(AddressRange page, out nint host) => _memory.TryResolve(page.Start / PageSize, out host);

    private void Map(AddressRange page, nint host) => _pages[page.Start / PageSize] = host;
}
