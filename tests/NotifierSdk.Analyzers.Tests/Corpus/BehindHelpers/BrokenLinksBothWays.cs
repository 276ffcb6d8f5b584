// Breaks: NSDK3010
// Bug: a helper fills two tables, and the callback drops from one
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NotifierSdk;
public sealed class TwoWay : IntervalNotifier
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, ulong> _forward = [];
    private readonly Dictionary<ulong, ulong> _back = [];
    private readonly Func<ulong, ulong> _walk;
    public TwoWay(Func<ulong, ulong> walk) => _walk = walk;
    public bool Put(ulong page) { var token = ReadBegin(); var frame = _walk(page); lock (_lock) { if (ReadRetry(token)) return false; Link(page, frame); return true; } }
    private void Link(ulong page, ulong frame) { _forward[page] = frame; _back[frame] = page; }
    public ulong PageOf(ulong frame) { lock (_lock) return _back.GetValueOrDefault(frame); }
    protected override bool OnInvalidate(in Invalidation invalidation) { lock (_lock) { SetSeq(invalidation.Sequence); Unlink(invalidation.Overlap); } return true; }
    private void Unlink(AddressRange range) { foreach (var page in range.Pages(4096)) _forward.Remove(page); }
    protected override void WaitForCommits() { lock (_lock) { } }
}
