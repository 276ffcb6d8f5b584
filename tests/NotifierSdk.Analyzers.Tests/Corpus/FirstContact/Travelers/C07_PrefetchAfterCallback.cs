// Correct: The callback queues a work item that faults, and does not wait for it: it has dropped the range itself, and the work item waits on the thread pool for the invalidation's end.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;


public sealed partial class WarmTileCache : IntervalNotifier, IDisposable
{
    private const ulong TileBytes = 64 * 1024;

    private readonly Func<AddressRange, byte[]> _decode;
    private readonly HashSet<ulong> _pinned = []; // never changed after the constructor
    [DriverLock] private readonly DriverLock _lock = new("warm tiles");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, byte[]> _tiles = [];
    private volatile bool _closing;

    public WarmTileCache(Func<AddressRange, byte[]> decode, IEnumerable<ulong> alwaysVisible)
    {
        _decode = decode;
        _pinned.UnionWith(alwaysVisible);
    }

    [Fault(Collect = nameof(Decode), Commit = nameof(Keep), TimeoutMilliseconds = 2000)]
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

    public void Dispose()
    {
        _closing = true;
        TryRemove();
    }

    [Invalidate]
    private void Drop(AddressRange range)
    {
        foreach (var index in range.Pages(TileBytes))
        {
            if (_tiles.Remove(index) && _pinned.Contains(index) && !_closing)
                ThreadPool.UnsafeQueueUserWorkItem(static work => work.Cache.Warm(work.Index), (Cache: this, Index: index), preferLocal: false);
        }
    }

    private void Warm(ulong index)
    {
        if (_closing)
            return;
        try
        {
            var status = Load(AddressRange.FromLength(index * TileBytes, TileBytes));
            if (status is not (FaultStatus.Completed or FaultStatus.Removed or FaultStatus.Released))
                Console.Error.WriteLine($"tile {index} stays cold: {status}");
        }
        catch (Exception e)
        {
            Console.Error.WriteLine($"tile {index} stays cold: {e.Message}"); // on the pool, nobody else would catch it
        }
    }

    private byte[] Decode(AddressRange tile) => _decode(tile);

    private void Keep(AddressRange tile, byte[] pixels) => _tiles[tile.Start / TileBytes] = pixels;
}
