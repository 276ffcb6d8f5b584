// Correct: the commit and the callback call public methods that take the lock once more; a DriverLock counts its holds, so the inner scope releases nothing that the outer one needs.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;


public interface IRomReader
{
    ushort[] ReadTile(AddressRange tile);
}

/// <summary>Decoded tiles of a console's video memory.</summary>
public sealed class TileCache : IntervalNotifier, IDisposable
{
    public const ulong TileBytes = 32;

    private readonly DriverLock _lock = new("tiles");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ushort[]> _tiles = [];
    [GuardedBy(nameof(_lock))] private long _evictions;
    private readonly IRomReader _reader;

    public TileCache(IRomReader reader) => _reader = reader;

    public long Evictions
    {
        get
        {
            using (_lock.EnterScope())
                return _evictions;
        }
    }

    /// <summary>Drops tiles: for a change of the memory, and when the user pulls the cartridge.</summary>
    public int Evict(AddressRange range)
    {
        var count = 0;
        using (_lock.EnterScope())
        {
            foreach (var tile in range.Pages(TileBytes))
            {
                if (_tiles.Remove(tile))
                    count++;
            }

            _evictions += count;
        }

        return count;
    }

    public bool Contains(ulong tile)
    {
        using (_lock.EnterScope())
            return _tiles.ContainsKey(tile);
    }

    public bool Draw(ulong tile, Action<ReadOnlyMemory<ushort>> blit, CancellationToken cancel)
    {
        var range = AddressRange.FromLength(tile * TileBytes, TileBytes);
        for (var attempt = 0; attempt < 20; attempt++)
        {
            using (_lock.EnterScope())
            {
                if (_tiles.TryGetValue(tile, out var cached))
                {
                    blit(cached);
                    return true;
                }
            }

            var token = ReadBegin(range, cancel);
            var pixels = _reader.ReadTile(range);
            using (_lock.EnterScope())
            {
                if (ReadRetry(token))
                    continue;
                if (!Contains(tile))
                    _tiles.Add(tile, pixels);
                blit(pixels);
                return true;
            }
        }

        return false;
    }

    public void Dispose() => TryRemove();

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            Evict(invalidation.Overlap);
            return true;
        }
    }

    protected override void WaitForCommits()
    {
        using (_lock.EnterScope())
        {
        }
    }
}
