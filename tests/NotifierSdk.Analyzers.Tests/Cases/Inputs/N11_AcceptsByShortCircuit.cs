namespace Reduced.N11; // MISS NSDK2001: the helper is the last part of what is returned

public sealed class Q01 : IntervalNotifier
{
    private readonly Lock _lock = new();
    private readonly HashSet<ulong> _p = [];
    private bool _off;
    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_lock)
        {
            var hit = _p.Any(invalidation.Range.Contains);
            return !hit || Drop(in invalidation);
        }
    }
    private bool Drop(in Invalidation invalidation)
    {
        SetSeq(invalidation.Sequence);
        _p.Clear();
        return true;
    }
    public bool Fault(ulong a) { var t = ReadBegin(); lock (_lock) { if (ReadRetry(t)) return false; _p.Add(a); return true; } }
}
