// Correct: the same steps, each where it belongs
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NotifierSdk;
public sealed class Gtt : IntervalNotifier
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, ulong> _ptes = [];
    private readonly Func<ulong, ulong> _walk;
    public Gtt(Func<ulong, ulong> walk) => _walk = walk;
    public bool Fill(ulong page)
    {
        var token = ReadBegin(AddressRange.FromLength(page, 4096));
        var frame = _walk(page);
        lock (_lock) { if (ReadRetry(token)) return false; _ptes[page] = frame; return true; }
    }
    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        Save(in invalidation);
        Zap(invalidation.Overlap);
        return true;
    }
    private void Zap(AddressRange range) { lock (_lock) { foreach (var page in range.Pages(4096)) Forget(page * 4096); } }
    private void Forget(ulong page) => _ptes.Remove(page);
    private void Save(in Invalidation invalidation) { lock (_lock) SetSeq(invalidation.Sequence); }
    protected override void WaitForCommits() { lock (_lock) { } }
}
