// Breaks: NSDK2003
// Bug: the helper saves the sequence that a field was left with
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NotifierSdk;
public sealed class Uffd : IntervalNotifier
{
    private readonly SemaphoreSlim _lock = new(1, 1);
    private readonly SortedSet<ulong> _present = [];
    private readonly Func<ulong, bool> _isThere;
    private InvalidationSequence _seen;
    public Uffd(Func<ulong, bool> isThere) => _isThere = isThere;
    public bool Probe(AddressRange page, CancellationToken stop)
    {
        for (var n = 0; n < 10; n++)
        {
            var token = ReadBegin(page, stop);
            var there = _isThere(page.Start);
            _lock.Wait(stop);
            try { if (ReadRetry(token)) continue; if (there) _present.Add(page.Start); return there; }
            finally { _lock.Release(); }
        }
        return false;
    }
    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.Wait(invalidation.IsBlockable ? Timeout.Infinite : 0)) return false;
        try { Acknowledge(); _seen = invalidation.Sequence; var range = invalidation.Overlap; _present.RemoveWhere(page => range.Contains(page)); }
        finally { _lock.Release(); }
        return true;
    }
    private void Acknowledge() => SetSeq(_seen);
    protected override void WaitForCommits() { _lock.Wait(); _lock.Release(); }
}
