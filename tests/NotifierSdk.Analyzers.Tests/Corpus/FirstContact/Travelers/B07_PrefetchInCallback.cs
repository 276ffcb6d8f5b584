// Breaks: NSDK3002
// Bug: The callback refills the dropped page at once by faulting, which waits for the very invalidation that it is called for.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;


/// <summary>Tiles of a memory-mapped raster, decoded on demand.</summary>
public sealed partial class TileCache : IntervalNotifier, IDisposable
{
    private const ulong TileBytes = 64 * 1024;

    private readonly Func<AddressRange, byte[]> _decode;
    private readonly HashSet<ulong> _pinned = [];
    [DriverLock] private readonly DriverLock _lock = new("tiles");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, byte[]> _tiles = [];

    public TileCache(Func<AddressRange, byte[]> decode, IEnumerable<ulong> alwaysVisible)
    {
        _decode = decode;
        _pinned.UnionWith(alwaysVisible);
    }

    [Fault(Collect = nameof(Decode), Commit = nameof(Keep))]
    public partial FaultStatus Load(AddressRange tile);

    public bool Draw(ulong index, Action<byte[]> blit)
    {
        using (_lock.EnterScope())
        {
            if (!_tiles.TryGetValue(index, out var pixels))
                return false;
            blit(pixels);
            return true;
        }
    }

    public void Dispose() => TryRemove();

    [Invalidate]
    private void Drop(AddressRange range)
    {
        foreach (var index in range.Pages(TileBytes))
        {
            if (_tiles.Remove(index) && _pinned.Contains(index))
                Warm(index);
        }
    }

    private void Warm(ulong index)
    {
        if (Load(AddressRange.FromLength(index * TileBytes, TileBytes)) != FaultStatus.Completed)
            Console.Error.WriteLine($"tile {index} stays cold");
    }

    private byte[] Decode(AddressRange tile) => _decode(tile);

    private void Keep(AddressRange tile, byte[] pixels) => _tiles[tile.Start / TileBytes] = pixels;
}
