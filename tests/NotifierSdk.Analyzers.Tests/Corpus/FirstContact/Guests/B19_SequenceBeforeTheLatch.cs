// Breaks: NSDK2002
// Bug: the callback saves the sequence before it takes the latch ("first, on every path"), so a commit may check before it and write after it unseen.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;


public readonly record struct RowVersion(uint Slot, ulong Lsn);

public interface ITablespace
{
    RowVersion[] ReadPage(ulong pageNo);
}

/// <summary>Decoded pages of a memory-mapped tablespace.</summary>
public sealed class DecodedPages : IntervalNotifier, IDisposable
{
    private const ulong PageSize = 16384;

    private readonly DriverLock _latch = new("decoded pages");
    [GuardedBy(nameof(_latch))] private readonly Dictionary<ulong, RowVersion[]> _pages = [];
    private readonly ITablespace _tablespace;

    public DecodedPages(ITablespace tablespace) => _tablespace = tablespace;

    public void Mount(AddressSpace space, AddressRange file) => space.Insert(this, file);

    public FaultStatus Decode(ulong pageNo, TimeSpan patience)
    {
        var range = AddressRange.FromLength(pageNo * PageSize, PageSize);
        for (var attempt = 0; attempt < 12; attempt++)
        {
            var status = TryReadBegin(range, patience, out var token);
            if (status != FaultStatus.Completed)
                return status;

            var rows = _tablespace.ReadPage(pageNo);
            using (_latch.EnterScope())
            {
                if (ReadRetry(token))
                    continue;
                _pages[pageNo] = rows;
                return FaultStatus.Completed;
            }
        }

        return FaultStatus.Collided;
    }

    public bool TryScan(ulong pageNo, Action<RowVersion> visit)
    {
        using (_latch.EnterScope())
        {
            if (!_pages.TryGetValue(pageNo, out var rows))
                return false;
            foreach (var row in rows)
                visit(row);
            return true;
        }
    }

    public void Dispose() => TryRemove();

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        SetSeq(invalidation.Sequence);
        if (!_latch.TryEnter(in invalidation, out var scope))
            return false;

        using (scope)
        {
            foreach (var pageNo in invalidation.Overlap.Pages(PageSize))
                _pages.Remove(pageNo);
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        using (_latch.EnterScope())
        {
        }
    }
}
