// Breaks: NSDK2015
// Bug: the page fault handler calls the fault again as long as it collides, at once and without end; it neither counts, nor waits, nor can be cancelled.
using System;
using System.Collections.Generic;
using NotifierSdk;


public interface IMigrationStream
{
    bool TryReceive(ulong page, out byte[] contents);
}

/// <summary>Pages that have arrived during a post-copy migration.</summary>
public sealed partial class ArrivedPages : IntervalNotifier, IDisposable
{
    public const ulong PageSize = 4096;

    [DriverLock] private readonly DriverLock _lock = new("arrived pages");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, byte[]> _pages = [];
    private readonly IMigrationStream _stream;

    public ArrivedPages(IMigrationStream stream) => _stream = stream;

    [Fault(Collect = nameof(Receive), Commit = nameof(Place), MaxAttempts = 4)]
    public partial FaultStatus Request(AddressRange page);

    public bool TryRead(ulong address, out byte value)
    {
        using (_lock.EnterScope())
        {
            value = 0;
            if (!_pages.TryGetValue(address / PageSize, out var bytes))
                return false;
            value = bytes[address % PageSize];
            return true;
        }
    }

    public void Dispose() => TryRemove();

    [Invalidate]
    private void Discard(AddressRange range)
    {
        foreach (var page in range.Pages(PageSize))
            _pages.Remove(page);
    }

    private bool Receive(AddressRange page, out byte[] contents) => _stream.TryReceive(page.Start / PageSize, out contents);

    private void Place(AddressRange page, byte[] contents) => _pages[page.Start / PageSize] = contents;
}

/// <summary>Handles the faults of the vCPUs.</summary>
public sealed class PostCopyHandler(ArrivedPages pages)
{
    public byte Load(ulong address)
    {
        if (pages.TryRead(address, out var value))
            return value;

        Bring(address / ArrivedPages.PageSize);
        if (!pages.TryRead(address, out value))
            throw new InvalidOperationException($"The page of 0x{address:x} was discarded again.");
        return value;
    }

    private void Bring(ulong page)
    {
        var range = AddressRange.FromLength(page * ArrivedPages.PageSize, ArrivedPages.PageSize);
        FaultStatus status;
        do
        {
            status = pages.Request(range);
        }
        while (status == FaultStatus.Collided);

        if (status != FaultStatus.Completed)
            throw new FaultException(status);
    }
}
