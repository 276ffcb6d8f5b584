// Breaks: NSDK2003
// Bug: SetSeq is given a field that this invalidation sets only if it is an unmap or a clear; for every other event it is the sequence of an earlier invalidation.
using System;
using System.Threading;
using NotifierSdk;

/// <summary>Which tiles of video memory are decoded, and where to.</summary>
public sealed class TileTracker : IntervalNotifier, IDisposable
{
    private const ulong TileSize = 4096;

    private readonly Lock _lock = new();
    private readonly AddressRange _videoMemory;
    private readonly int[] _surfaces; // surface + 1, or 0
    private readonly Func<ulong, int> _decode;
    private InvalidationSequence _sequence;
    private long _destroyed;

    public TileTracker(AddressSpace bus, AddressRange videoMemory, Func<ulong, int> decode)
    {
        _videoMemory = videoMemory;
        _decode = decode;
        _surfaces = new int[videoMemory.Last / TileSize - videoMemory.Start / TileSize + 1];
        bus.Insert(this, videoMemory);
    }

    public long Destroyed => Interlocked.Read(ref _destroyed);

    public bool Decode(ulong address, CancellationToken cancellation)
    {
        var tile = AddressRange.FromLength(address / TileSize * TileSize, TileSize);
        for (var attempt = 0; attempt < 20; attempt++)
        {
            var token = ReadBegin(tile, cancellation);
            var surface = _decode(tile.Start);
            lock (_lock)
            {
                if (ReadRetry(token))
                    continue;
                _surfaces[IndexOf(address)] = surface + 1;
                return true;
            }
        }

        return false;
    }

    public bool Draw(ulong address, Action<int> draw)
    {
        lock (_lock)
        {
            var surface = _surfaces[IndexOf(address)];
            if (surface == 0)
                return false;
            draw(surface - 1);
            return true;
        }
    }

    private int IndexOf(ulong address) => (int)(address / TileSize - _videoMemory.Start / TileSize);

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (invalidation.IsBlockable)
            _lock.Enter();
        else if (!_lock.TryEnter())
            return false;

        try
        {
            if (invalidation.Event is InvalidationEvent.Unmap or InvalidationEvent.Clear)
            {
                _sequence = invalidation.Sequence;
                Interlocked.Increment(ref _destroyed);
            }

            SetSeq(_sequence);
            var first = IndexOf(invalidation.Overlap.Start);
            var last = IndexOf(invalidation.Overlap.Last);
            _surfaces.AsSpan(first, last - first + 1).Clear();
            return true;
        }
        finally
        {
            _lock.Exit();
        }
    }

    protected override void WaitForCommits()
    {
        lock (_lock)
        {
        }
    }

    public void Dispose() => TryRemove();
}
