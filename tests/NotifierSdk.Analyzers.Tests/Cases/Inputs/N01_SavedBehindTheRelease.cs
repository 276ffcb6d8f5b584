namespace Reduced.N01; // MISS NSDK2002: a loop over a collection before it hid that the lock was let go

internal sealed class Tlb : IntervalNotifier
{
    private readonly ReaderWriterLockSlim guard = new();
    private readonly Dictionary<ulong, ulong> map = new();
    protected override bool OnInvalidate(in Invalidation inv)
    {
        var seq = inv.Sequence;
        if (!guard.TryEnterWriteLock(inv.IsBlockable ? -1 : 0)) return false;
        try { foreach (var k in map.Keys.Where(inv.Range.Contains).ToList()) map.Remove(k); }
        finally { guard.ExitWriteLock(); Save(seq); }
        return true;
        void Save(InvalidationSequence s) => SetSeq(s);
    }
    public ulong? Walk(ulong va, Func<ulong, ulong> pt)
    {
        for (var i = 0; i < 10; ++i)
        {
            var t = ReadBegin();
            var pa = pt(va);
            guard.EnterWriteLock();
            try { if (!ReadRetry(t)) { map[va] = pa; return pa; } } finally { guard.ExitWriteLock(); }
        }
        return null;
    }
}
