// Breaks: NSDK3011
// Bug: the batch of page numbers lives in each thread, and the callback empties that of the thread that announces
public sealed class TlbBatcher : IntervalNotifier
{
    [ThreadStatic]
    private static List<ulong>? t_pending;

    private readonly DriverLock _lock = new();

    public void Touch(ulong page) => (t_pending ??= new List<ulong>()).Add(page);

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            var range = invalidation.Overlap;
            t_pending?.RemoveAll(page => range.Contains(page));
        }

        return true;
    }
}
