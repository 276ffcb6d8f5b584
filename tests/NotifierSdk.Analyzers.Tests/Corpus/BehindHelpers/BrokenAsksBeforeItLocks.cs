// Breaks: NSDK2004
// Bug: a helper asks ReadRetry before the lock is taken
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NotifierSdk;
public sealed class Svm : IntervalNotifier
{
    private readonly ReaderWriterLockSlim _rw = new();
    private readonly Dictionary<ulong, ulong> _ptes = [];
    private readonly IWalker _walker;
    public interface IWalker { ulong Walk(ulong page); }
    public Svm(IWalker walker) => _walker = walker;
    private bool IsStale(ReadToken token) => ReadRetry(token);
    public bool Migrate(ulong page)
    {
        for (var i = 0; i < 4; i++)
        {
            var token = ReadBegin(AddressRange.FromLength(page, 4096));
            var frame = _walker.Walk(page);
            var stale = IsStale(token);
            _rw.EnterWriteLock();
            try { if (stale) continue; _ptes[page] = frame; return true; }
            finally { _rw.ExitWriteLock(); }
        }
        return false;
    }
    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_rw.TryEnterWriteLock(invalidation.IsBlockable ? -1 : 0)) return false;
        try { SetSeq(invalidation.Sequence); foreach (var page in invalidation.Overlap.Pages(4096)) _ptes.Remove(page * 4096); return true; }
        finally { _rw.ExitWriteLock(); }
    }
    protected override void WaitForCommits() { _rw.EnterWriteLock(); _rw.ExitWriteLock(); }
}
