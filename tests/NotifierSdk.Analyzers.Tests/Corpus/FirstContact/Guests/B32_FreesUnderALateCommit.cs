// Breaks: NSDK5011
// Bug: the driver is written by hand and does not override WaitForCommits, so a commit that has checked its token may still write to the table when Dispose frees it.
using System;
using System.Runtime.InteropServices;
using System.Threading;
using NotifierSdk;


public interface IWalk
{
    ulong FrameOf(ulong page);
}

/// <summary>The ring-0 page table of a user-mode NIC, in memory that the NIC can reach.</summary>
public sealed unsafe class NicTable : IntervalNotifier, IDisposable
{
    private const int Shift = 12;

    private readonly DriverLock _lock = new("nic table");
    private readonly IWalk _walk;
    private readonly ulong _firstPage;
    private readonly ulong* _entries;
    private int _disposed;

    public NicTable(IWalk walk, AddressRange window)
    {
        _walk = walk;
        _firstPage = window.Start >> Shift;
        var count = (window.Last >> Shift) - _firstPage + 1;
        _entries = (ulong*)NativeMemory.AllocZeroed((nuint)count, sizeof(ulong));
    }

    public bool Fault(ulong page, CancellationToken cancel)
    {
        var range = AddressRange.FromLength(page << Shift, 1ul << Shift);
        for (var attempt = 0; attempt < 16; attempt++)
        {
            if (TryReadBegin(range, TimeSpan.FromSeconds(3), cancel, out var token) != FaultStatus.Completed)
                return false;

            var frame = _walk.FrameOf(page);
            using (_lock.EnterScope())
            {
                if (ReadRetry(token))
                    continue;
                SetEntry(page, (frame << 1) | 1);
                return true;
            }
        }

        return false;
    }

    /// <summary>Sends while the entry is there; returns when the NIC has read the page. Not after Dispose.</summary>
    public bool TrySend(ulong page, Action<ulong> send)
    {
        using (_lock.EnterScope())
        {
            var entry = _entries[page - _firstPage];
            if ((entry & 1) == 0)
                return false;
            send(entry >> 1);
            return true;
        }
    }

    /// <summary>Faults of other threads may still be under way; they end as removed.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        Remove();
        NativeMemory.Free(_entries);
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;

        using (scope)
        {
            SetSeq(invalidation.Sequence);
            foreach (var page in invalidation.Overlap.Pages(1ul << Shift))
                SetEntry(page, 0);
        }

        return true;
    }

    private void SetEntry(ulong page, ulong entry) => Volatile.Write(ref _entries[page - _firstPage], entry);
}
