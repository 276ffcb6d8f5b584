// Breaks: NSDK2001
// Bug: a helper returns before it has saved the sequence, where the table is empty
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NotifierSdk;
public sealed class IoTlb : IntervalNotifier
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, ulong> _map = [];
    private readonly Func<ulong, ulong> _walk;
    public IoTlb(Func<ulong, ulong> walk) => _walk = walk;
    private bool IsEmpty => _map.Count == 0;
    public bool Fill(ulong page)
    {
        for (var i = 0; i < 5; i++)
        {
            var token = ReadBegin(AddressRange.FromLength(page, 4096));
            var frame = _walk(page);
            lock (_gate) { if (ReadRetry(token)) continue; _map[page] = frame; return true; }
        }
        return false;
    }
    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (invalidation.IsBlockable) _gate.Enter(); else if (!_gate.TryEnter()) return false;
        try { Handle(in invalidation); }
        finally { _gate.Exit(); }
        return true;
    }
    private void Handle(in Invalidation invalidation)
    {
        if (IsEmpty) return;
        Note(in invalidation);
        var range = invalidation.Overlap;
        foreach (var page in _map.Keys.Where(page => range.Contains(page)).ToList()) _map.Remove(page);
    }
    private void Note(in Invalidation invalidation) => SetSeq(invalidation.Sequence);
    protected override void WaitForCommits() { lock (_gate) { } }
}
