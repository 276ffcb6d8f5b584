// Breaks: NSDK4007
// Bug: the commit asks IsResident, which enters the read lock while generated code holds the write lock of the same non-recursive lock.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

public sealed class Texture
{
    public Texture(byte[] texels, int generation)
    {
        Texels = texels;
        Generation = generation;
    }

    public byte[] Texels { get; }

    public int Generation { get; }
}

/// <summary>Decoded textures of a console emulator's video memory.</summary>
public sealed partial class TextureCache : IntervalNotifier, IDisposable
{
    private const ulong Tile = 0x1000;

    [DriverLock] private readonly ReaderWriterLockSlim _rw = new(LockRecursionPolicy.NoRecursion);
    [GuardedBy(nameof(_rw))] private readonly Dictionary<ulong, Texture> _tiles = new();
    private readonly Func<ulong, byte[]> _decode;
    private int _generation;
    private int _redundant;

    public TextureCache(Func<ulong, byte[]> decode) => _decode = decode;

    public int RedundantDecodes => _redundant;

    public void Map(AddressSpace console, AddressRange vram) => console.Insert(this, vram);

    [Fault(Collect = nameof(Decode), Commit = nameof(Upload), MaxAttempts = 8)]
    public partial FaultStatus Touch(AddressRange tile);

    public bool IsResident(ulong address)
    {
        _rw.EnterReadLock();
        try
        {
            return _tiles.ContainsKey(address / Tile);
        }
        finally
        {
            _rw.ExitReadLock();
        }
    }

    public bool TryDraw(ulong address, Action<Texture> draw)
    {
        _rw.EnterReadLock();
        try
        {
            if (!_tiles.TryGetValue(address / Tile, out var texture))
                return false;
            draw(texture);
            return true;
        }
        finally
        {
            _rw.ExitReadLock();
        }
    }

    private byte[] Decode(AddressRange tile) => _decode(tile.Start);

    private void Upload(AddressRange tile, byte[] texels)
    {
        if (IsResident(tile.Start))
        {
            _redundant++; // another thread was faster: its texels are as good as ours
            return;
        }

        _tiles.Add(tile.Start / Tile, new Texture(texels, ++_generation));
    }

    [Invalidate]
    private void Evict(AddressRange range)
    {
        foreach (var tile in range.Pages(Tile))
            _tiles.Remove(tile);
    }

    public void Dispose()
    {
        TryRemove();
        _rw.Dispose();
    }
}
