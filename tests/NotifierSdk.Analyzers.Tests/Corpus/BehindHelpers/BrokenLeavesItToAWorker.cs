// Breaks: NSDK3006
// Bug: the callback puts the range into a queue, and a worker drops it
using System;
using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using NotifierSdk;
public sealed class B6 : IntervalNotifier
{
    private readonly DriverLock _lock = new("B6");
    private readonly Dictionary<ulong, ulong> _map = [];
    private readonly Func<ulong, ulong> _walk;
    private readonly BlockingCollection<AddressRange> _work = [];
    public void Loop() { foreach (var range in _work.GetConsumingEnumerable()) Drop(range); }
    private void Drop(AddressRange range) { using var held = _lock.EnterScope(); foreach (var page in range.Pages(4096)) _map.Remove(page * 4096); }
    public B6(Func<ulong, ulong> walk) => _walk = walk;
    public bool Fault(ulong page)
    {
        for (var n = 0; n < 6; n++)
        {
            var token = ReadBegin(AddressRange.FromLength(page, 4096));
            var frame = _walk(page);
            using var held = _lock.EnterScope();
            if (ReadRetry(token)) continue;
            _map[page] = frame;
            return true;
        }
        return false;
    }
    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var held)) return false;
        using (held) SetSeq(invalidation.Sequence);
        _work.Add(invalidation.Overlap);
        return true;
    }
    protected override void WaitForCommits() => _lock.EnterScope().Dispose();

}

