// Breaks: NSDK2002
// Bug: the callback of the base class saves the sequence when it has let the lock go
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NotifierSdk;
public abstract class CachingNotifier : IntervalNotifier
{
    protected readonly object Sync = new();
    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!Monitor.TryEnter(Sync, invalidation.IsBlockable ? Timeout.Infinite : 0)) return false;
        try { Drop(invalidation.Overlap); }
        finally { Monitor.Exit(Sync); }
        Remember(in invalidation);
        return true;
    }
    private void Remember(in Invalidation invalidation) => SetSeq(invalidation.Sequence);
    protected abstract void Drop(AddressRange range);
    protected override void WaitForCommits() { lock (Sync) { } }
}
public sealed class TileCache(Func<ulong, byte[]> render) : CachingNotifier
{
    private readonly Dictionary<ulong, byte[]> _tiles = [];
    public bool Load(ulong tile)
    {
        for (var i = 0; i < 8; i++)
        {
            var token = ReadBegin(AddressRange.FromLength(tile, 4096));
            var bytes = render(tile);
            lock (Sync) { if (!ReadRetry(token)) { _tiles[tile] = bytes; return true; } }
        }
        return false;
    }
    protected override void Drop(AddressRange range) { foreach (var tile in range.Pages(4096)) _tiles.Remove(tile * 4096); }
}
