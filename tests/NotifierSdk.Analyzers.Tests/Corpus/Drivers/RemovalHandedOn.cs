// Correct: leaves the removal to a work item, begun in the callback
public sealed class Deferred : IntervalNotifier
{
    private readonly Lock _lock = new();
    private readonly List<ulong> _pages = [];

    public bool Fault(ulong page)
    {
        var token = ReadBegin();
        lock (_lock)
        {
            if (ReadRetry(token))
                return false;
            _pages.Add(page);
        }

        return true;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_lock)
        {
            SetSeq(invalidation.Sequence);
            _pages.Clear();
        }

        if (invalidation.Event == InvalidationEvent.Unmap)
            ThreadPool.QueueUserWorkItem(_ => Remove());
        return true;
    }
}
