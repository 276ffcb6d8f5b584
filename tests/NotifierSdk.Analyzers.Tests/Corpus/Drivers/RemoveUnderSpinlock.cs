// Breaks: NSDK4001
// Bug: entries are removed while the lock is held that the notifier's own callback takes
// Read in: https://gerrit-public.fairphone.software/plugins/gitiles/kernel/msm-4.9/+/b85ced91511f6c3add9a74ae13e12ba568bfa1af
public sealed class RbHandler : IntervalNotifier
{
    private readonly Lock _lock = new();
    private readonly SortedSet<ulong> _nodes = [];

    public bool Insert(ulong node)
    {
        var token = ReadBegin();
        lock (_lock)
            return !ReadRetry(token) && _nodes.Add(node);
    }

    public void Unregister()
    {
        lock (_lock)                               //! NSDK4001
            Remove();                              //! NSDK4001
        Remove();                                  //+
        lock (_lock)
            _nodes.Clear();
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_lock)
        {
            SetSeq(invalidation.Sequence);
            _nodes.Clear();
        }

        return true;
    }
}
