namespace Reduced.N12; // MISS NSDK3006: what the callback must do is queued

public sealed class Q08 : IntervalNotifier
{
    private readonly object _l = new();
    private readonly HashSet<ulong> _t = [];
    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        var r = invalidation.Range;
        ThreadPool.QueueUserWorkItem(_ => { lock (_l) _t.RemoveWhere(r.Contains); });
        return true;
    }
}
