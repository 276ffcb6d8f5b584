// Correct: a region that is gone asks to be removed later, and frees its pages in OnRemoved
public sealed class MovableRegion : IntervalNotifier, IDisposable
{
    private readonly DriverLock _lock = new();
    private readonly List<ulong> _pages = [];
    private int _closed;

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            _pages.Clear();
        }

        if (invalidation.Event is InvalidationEvent.Unmap or InvalidationEvent.Removed && invalidation.Range.Contains(Range))
            Close();
        return true;
    }

    public void Close()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0 && IsInserted)
            RemoveLater();
    }

    protected override void OnRemoved()
    {
        using (_lock.EnterScope())
            _pages.TrimExcess();
    }

    public void Dispose() => Close();
}
