// Correct: CheckRetry ends a long decode early, and the helper that commits asks ReadRetry under the lock.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

public sealed class PatientTileCache : IntervalNotifier
{
    private readonly object sync = new object();
    private readonly object progressSync = new object();
    private readonly Dictionary<AddressRange, ushort[]> tiles = new Dictionary<AddressRange, ushort[]>();
    private readonly Func<AddressRange, int, ushort[]> decodeRow;
    private int progress;

    public PatientTileCache(Func<AddressRange, int, ushort[]> decodeRow)
    {
        this.decodeRow = decodeRow;
    }

    public int Progress
    {
        get
        {
            lock (this.progressSync)
                return this.progress;
        }
    }

    public bool Decode(AddressRange source, int rows)
    {
        for (int attempt = 0; attempt < 6; attempt++)
        {
            ReadToken token = this.ReadBegin(source);
            List<ushort> pixels = new List<ushort>();
            bool hopeless = false;
            for (int row = 0; row < rows && !hopeless; row++)
            {
                pixels.AddRange(this.decodeRow(source, row));
                lock (this.progressSync)
                {
                    this.progress = row;
                    hopeless = this.CheckRetry(token);
                }
            }

            if (!hopeless && this.TryCommit(source, token, pixels.ToArray()))
                return true;
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

    private bool TryCommit(AddressRange source, ReadToken token, ushort[] tile)
    {
        lock (this.sync)
        {
            if (this.ReadRetry(token))
                return false;
            this.tiles[source] = tile;
            return true;
        }
    }
}
