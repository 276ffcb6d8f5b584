// Breaks: NSDK2011
// Bug: a helper that answers by an out parameter publishes what it collected
using System;
using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using NotifierSdk;
public sealed class A11 : IntervalNotifier
{
    private readonly DriverLock _lock = new("A11");
    private readonly Dictionary<ulong, ulong> _map = [];
    private readonly Func<ulong, ulong> _walk;
    public ulong LatestFrame { get; private set; }
    public ulong Newest => LatestFrame;
    public A11(Func<ulong, ulong> walk) => _walk = walk;
    public bool Fault(ulong page)
    {
        var token = ReadBegin(AddressRange.FromLength(page, 4096));
        if (!Collect(page, out var frame)) return false;
        using var held = _lock.EnterScope();
        if (ReadRetry(token)) return false;
        _map[page] = frame;
        return true;
    }
    private bool Collect(ulong page, out ulong frame)
    {
        frame = _walk(page);
        LatestFrame = frame;
        return frame != 0;
    }
    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var held)) return false;
        using (held) { SetSeq(invalidation.Sequence); var range = invalidation.Overlap; foreach (var page in range.Pages(4096)) _map.Remove(page * 4096); }
        return true;
    }
    protected override void WaitForCommits() => _lock.EnterScope().Dispose();

}

