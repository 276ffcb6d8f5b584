// Breaks: NSDK3010
// Bug: a static helper is handed the index that the callback does not drop from
using System;
using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using NotifierSdk;
public sealed class B10 : IntervalNotifier
{
    private readonly DriverLock _lock = new("B10");
    private readonly Dictionary<ulong, ulong> _map = [];
    private readonly Func<ulong, ulong> _walk;
    private readonly SortedDictionary<ulong, ulong> _byFrame = [];
    public bool TryFind(ulong frame, out ulong page) { using var held = _lock.EnterScope(); return _byFrame.TryGetValue(frame, out page); }
    public B10(Func<ulong, ulong> walk) => _walk = walk;
    public bool Fault(ulong page)
    {
        var token = ReadBegin(AddressRange.FromLength(page, 4096));
        var frame = _walk(page);
        using var held = _lock.EnterScope();
        if (ReadRetry(token)) return false;
        Index(page, frame);
        return true;
    }
    private void Index(ulong page, ulong frame) { _map.Add(page, frame); Add(_byFrame, frame, page); }
    private static void Add(IDictionary<ulong, ulong> index, ulong key, ulong value) => index[key] = value;
    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var held)) return false;
        using (held) { SetSeq(invalidation.Sequence); var range = invalidation.Overlap; foreach (var page in range.Pages(4096)) _map.Remove(page * 4096); }
        return true;
    }
    protected override void WaitForCommits() => _lock.EnterScope().Dispose();

}

