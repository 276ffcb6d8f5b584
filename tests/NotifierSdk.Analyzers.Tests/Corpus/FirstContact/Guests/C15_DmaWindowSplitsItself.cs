// Correct: a hole in the middle makes the callback shrink its own registration and insert a sibling in one batch, under the lock that all siblings share; an open token collides with that by itself.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;


public delegate ulong ResolvePage(ulong page);

/// <summary>One IOVA window of a container. It breaks into pieces as user code unmaps parts of it.</summary>
public sealed class DmaWindow : IDisposable
{
    private const ulong PageSize = 4096;

    private readonly DriverLock _lock = new("dma window");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<Piece, AddressRange> _pieces = [];
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _pages = [];
    [GuardedBy(nameof(_lock))] private bool _closed;
    private readonly AddressSpace _space;
    private readonly ResolvePage _frameOf;

    public DmaWindow(AddressSpace space, AddressRange range, ResolvePage frameOf)
    {
        _space = space;
        _frameOf = frameOf;
        var whole = new Piece(this);
        using (_lock.EnterScope())
        {
            space.Insert(whole, range);
            _pieces.Add(whole, range);
        }
    }

    public bool TryFault(ulong page, CancellationToken cancel)
    {
        for (var attempt = 0; attempt < 32; attempt++)
        {
            Piece? piece = null;
            using (_lock.EnterScope())
            {
                foreach (var (candidate, range) in _pieces)
                {
                    if (range.Contains(page * PageSize))
                        piece = candidate;
                }
            }

            if (piece is null)
                return false;
            if (piece.TryFill(page, cancel))
                return true;
        }

        return false;
    }

    public bool TryDma(ulong page, Action<ulong> transfer)
    {
        using (_lock.EnterScope())
        {
            if (!_pages.TryGetValue(page, out var frame))
                return false;
            transfer(frame);
            return true;
        }
    }

    public void Dispose()
    {
        List<Piece> left;
        using (_lock.EnterScope())
        {
            _closed = true; // no callback splits or removes from now on
            left = [.. _pieces.Keys];
            _pieces.Clear();
        }

        foreach (var piece in left)
            piece.TryRemove();
    }

    private sealed class Piece(DmaWindow window) : IntervalNotifier
    {
        // The token covers the whole piece: where its ends are may change until the lock is held.
        internal bool TryFill(ulong page, CancellationToken cancel)
        {
            try
            {
                var token = ReadBegin(cancel);
                var frame = window._frameOf(page);
                using (window._lock.EnterScope())
                {
                    if (ReadRetry(token) || !window._pieces.TryGetValue(this, out var range) || !range.Contains(page * PageSize))
                        return false;
                    window._pages[page] = frame;
                    return true;
                }
            }
            catch (FaultException)
            {
                return false; // removed meanwhile; the window looks for another piece
            }
        }

        protected override bool OnInvalidate(in Invalidation invalidation)
        {
            if (!window._lock.TryEnter(in invalidation, out var scope))
                return false;
            using (scope)
            {
                SetSeq(invalidation.Sequence);
                foreach (var page in invalidation.Overlap.Pages(PageSize))
                    window._pages.Remove(page);
                if (invalidation.Event == InvalidationEvent.Unmap)
                    CutOut(invalidation.Overlap.AlignOutward(PageSize));
                return true;
            }
        }

        protected override void WaitForCommits()
        {
            using (window._lock.EnterScope())
            {
            }
        }

        // Under the lock.
        private void CutOut(AddressRange hole)
        {
            if (window._closed || !window._pieces.TryGetValue(this, out var range) || !range.Overlaps(hole))
                return;

            var (before, after) = range.Subtract(hole);
            var sibling = before is not null && after is not null ? new Piece(window) : null;
            var batch = new NotifierBatch();
            if ((before ?? after) is { } rest)
                batch.Update(this, range, rest);
            else
                batch.RemoveLater(this);
            if (sibling is not null)
                batch.Insert(sibling, after!.Value);

            try
            {
                window._space.Apply(batch);
            }
            catch (ObjectDisposedException)
            {
                return; // the space is going away, and nothing is mapped in it any more
            }

            if ((before ?? after) is { } kept)
                window._pieces[this] = kept;
            else
                window._pieces.Remove(this);
            if (sibling is not null)
                window._pieces.Add(sibling, after!.Value);
        }
    }
}
