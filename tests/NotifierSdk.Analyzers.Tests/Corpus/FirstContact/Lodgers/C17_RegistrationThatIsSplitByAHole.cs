// Correct: when the middle of a registration is unmapped, the callback splits it in two with one batch under the lock that all pieces share, and drops only the overlap that it was called for.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;

/// <summary>All pieces of one registration, and the entries that they share.</summary>
public sealed class PinnedExtent : IDisposable
{
    internal const ulong PageSize = 4096;
    internal readonly DriverLock Gate = new("extent");
    internal readonly AddressSpace Space;
    internal readonly Func<ulong, ulong> Resolve;
    [GuardedBy(nameof(Gate))] internal readonly Dictionary<ulong, ulong> Entries = [];
    [GuardedBy(nameof(Gate))] internal readonly List<ExtentPiece> Pieces = [];
    [GuardedBy(nameof(Gate))] internal bool Closed;

    public PinnedExtent(AddressSpace space, AddressRange range, Func<ulong, ulong> resolve)
    {
        Space = space;
        Resolve = resolve;
        var whole = new ExtentPiece(this);
        using (Gate.EnterScope())
            Pieces.Add(whole);
        space.Insert(whole, range.AlignOutward(PageSize));
    }

    public bool Use(ulong address, Action<ulong> use, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < 32; attempt++)
        {
            ExtentPiece? piece;
            using (Gate.EnterScope())
            {
                if (Entries.TryGetValue(address / PageSize, out var entry))
                {
                    use(entry);
                    return true;
                }
                piece = Closed ? null : Pieces.FirstOrDefault(p => p.Range.Contains(address));
            }

            if (piece is null || !piece.TryFill(address, cancellationToken))
                return false;
        }
        return false;
    }

    public void Dispose()
    {
        ExtentPiece[] pieces;
        using (Gate.EnterScope())
        {
            Closed = true;
            pieces = [.. Pieces];
        }
        foreach (var piece in pieces)
            piece.TryRemove();
    }
}

public sealed class ExtentPiece : IntervalNotifier
{
    private readonly PinnedExtent _extent;

    internal ExtentPiece(PinnedExtent extent) => _extent = extent;

    internal bool TryFill(ulong address, CancellationToken cancellationToken)
    {
        var page = AddressRange.FromLength(address & ~(PinnedExtent.PageSize - 1), PinnedExtent.PageSize);
        ReadToken token;
        try
        {
            token = ReadBegin(page, cancellationToken);
        }
        catch (Exception e) when (e is FaultException or ArgumentException)
        {
            return false; // the page is in a hole now
        }
        var entry = _extent.Resolve(page.Start);
        using (_extent.Gate.EnterScope())
        {
            if (!ReadRetry(token))
                _extent.Entries[page.Start / PinnedExtent.PageSize] = entry;
            return true; // if it collided, the caller looks again, and counts
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_extent.Gate.TryEnter(in invalidation, out var scope))
            return false;

        using (scope)
        {
            SetSeq(invalidation.Sequence);
            foreach (var page in invalidation.Overlap.Pages(PinnedExtent.PageSize))
                _extent.Entries.Remove(page);
            if (invalidation is { Event: InvalidationEvent.Unmap, IsBlockable: true } && IsInserted && !_extent.Closed)
                GiveUp(invalidation.Range.AlignOutward(PinnedExtent.PageSize));
        }
        return true;
    }

    private void GiveUp(AddressRange hole)
    {
        var former = Range;
        var (before, after) = former.Subtract(hole);
        if (before == former || after == former)
            return; // an update was faster, and the hole is not ours any more

        var batch = new NotifierBatch();
        ExtentPiece? piece = null;
        if ((before ?? after) is not { } kept)
            batch.RemoveLater(this);
        else
        {
            batch.Update(this, former, kept);
            if (before is not null && after is { } rest)
            {
                piece = new ExtentPiece(_extent);
                batch.Insert(piece, rest);
            }
        }

        try
        {
            _extent.Space.Apply(batch);
        }
        catch (ObjectDisposedException)
        {
            return; // the space is being released: nothing changed, and no fault begins any more
        }

        if (before is null && after is null)
            _extent.Pieces.Remove(this);
        if (piece is not null)
            _extent.Pieces.Add(piece);
    }

    protected override void WaitForCommits()
    {
        using (_extent.Gate.EnterScope())
        {
        }
    }
}
