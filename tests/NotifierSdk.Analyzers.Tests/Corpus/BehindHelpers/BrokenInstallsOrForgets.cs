// Breaks: NSDK2016
// Bug: what a helper pinned is left pinned where another one finds a collision
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NotifierSdk;
public interface IDma { ulong Pin(ulong page); void Unpin(ulong page); }
public sealed class Mr : IntervalNotifier
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, ulong> _pages = [];
    private readonly IDma _dma;
    public Mr(IDma dma) => _dma = dma;
    public bool Register(ulong page)
    {
        for (var i = 0; i < 4; i++)
        {
            var token = ReadBegin(AddressRange.FromLength(page, 4096));
            var frame = Grab(page);
            if (Install(page, frame, token)) return true;
            Thread.Yield();
        }
        return false;
    }
    private ulong Grab(ulong page) { var frame = _dma.Pin(page); return frame; }
    private bool Install(ulong page, ulong frame, ReadToken token)
    {
        lock (_lock) { if (ReadRetry(token)) return false; _pages[page] = frame; return true; }
    }
    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_lock) { SetSeq(invalidation.Sequence); foreach (var page in _pages.Keys) _dma.Unpin(page); _pages.Clear(); }
        return true;
    }
    protected override void WaitForCommits() { lock (_lock) { } }
}
