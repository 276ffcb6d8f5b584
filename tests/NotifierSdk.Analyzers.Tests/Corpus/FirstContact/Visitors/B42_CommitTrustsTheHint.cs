// Breaks: NSDK2010
// Bug: the commit asks CheckRetry, which is a hint for long collections and proves nothing.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

public sealed class TileCache : IntervalNotifier
{
    private readonly object sync = new object();
    private readonly Dictionary<AddressRange, ushort[]> tiles = new Dictionary<AddressRange, ushort[]>();
    private readonly Func<AddressRange, int, ushort[]> decodeRow;

    public TileCache(Func<AddressRange, int, ushort[]> decodeRow)
    {
        this.decodeRow = decodeRow;
    }

    public bool Decode(AddressRange source, int rows)
    {
        for (int attempt = 0; attempt < 6; attempt++)
        {
            ReadToken token = this.ReadBegin(source);
            List<ushort> pixels = new List<ushort>();
            for (int row = 0; row < rows; row++)
                pixels.AddRange(this.decodeRow(source, row));

            lock (this.sync)
            {
                if (this.CheckRetry(token))
                    continue;
                this.tiles[source] = pixels.ToArray();
                return true;
            }
        }

        return false;
    }

    public bool TryDraw(AddressRange source, Action<ushort[]> draw)
    {
        lock (this.sync)
        {
            ushort[]? tile;
            if (!this.tiles.TryGetValue(source, out tile))
                return false;
            draw(tile);
            return true;
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!Monitor.TryEnter(this.sync, invalidation.IsBlockable ? Timeout.Infinite : 0))
            return false;
        try
        {
            this.SetSeq(invalidation.Sequence);
            foreach (AddressRange source in new List<AddressRange>(this.tiles.Keys))
            {
                if (source.Overlaps(invalidation.Overlap))
                    this.tiles.Remove(source);
            }

            return true;
        }
        finally
        {
            Monitor.Exit(this.sync);
        }
    }

    protected override void WaitForCommits()
    {
        lock (this.sync)
        {
        }
    }
}
