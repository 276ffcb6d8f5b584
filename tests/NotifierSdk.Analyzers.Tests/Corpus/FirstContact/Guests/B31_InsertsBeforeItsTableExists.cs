// Breaks: NSDK3007
// Bug: the constructor inserts the object and creates the table that the callback clears only afterwards; a change in between meets null.
using System;
using NotifierSdk;


public interface IFramebufferSource
{
    uint ChecksumOf(AddressRange tile);
}

/// <summary>Checksums of the tiles of a guest's framebuffer: a tile that has one need not be sent again.</summary>
public sealed partial class TileChecksums : IntervalNotifier, IDisposable
{
    private const ulong TileBytes = 4096;

    [DriverLock] private readonly DriverLock _lock = new("tile checksums");
    private readonly IFramebufferSource _source;
    private readonly AddressRange _framebuffer;
    private readonly uint?[] _checksums;

    public TileChecksums(AddressSpace vram, AddressRange framebuffer, IFramebufferSource source)
    {
        _source = source;
        _framebuffer = framebuffer;
        vram.Insert(this, framebuffer);

        var tiles = (framebuffer.Last - framebuffer.Start) / TileBytes + 1;
        _checksums = new uint?[tiles];
    }

    [Fault(Collect = nameof(Checksum), Commit = nameof(Record))]
    public partial FaultStatus Scan(AddressRange tile);

    /// <summary>Whether the tile is the same as when its checksum was taken.</summary>
    public bool IsUnchanged(ulong tile)
    {
        using (_lock.EnterScope())
            return _checksums[tile].HasValue;
    }

    public int CountChanged()
    {
        var changed = 0;
        using (_lock.EnterScope())
        {
            foreach (var checksum in _checksums)
            {
                if (checksum is null)
                    changed++;
            }
        }

        return changed;
    }

    public void Dispose() => TryRemove();

    [Invalidate]
    private void Damage(AddressRange range)
    {
        var first = (range.Start - _framebuffer.Start) / TileBytes;
        var last = (range.Last - _framebuffer.Start) / TileBytes;
        for (var tile = first; tile <= last; tile++)
            _checksums[tile] = null;
    }

    private uint Checksum(AddressRange tile) => _source.ChecksumOf(tile);

    private void Record(AddressRange tile, uint checksum) =>
        _checksums[(tile.Start - _framebuffer.Start) / TileBytes] = checksum;
}
