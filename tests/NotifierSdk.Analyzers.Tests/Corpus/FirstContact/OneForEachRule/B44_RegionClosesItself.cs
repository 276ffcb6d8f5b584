// Breaks: NSDK3001
// Bug: an unmap closes the region, and closing removes it: it waits for the callback that it is in
public sealed class GuestRegion : IntervalNotifier, IDisposable
{
    private readonly DriverLock _lock = new();
    private readonly List<ulong> _pages = [];
    private bool _closed;

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            _pages.Clear();
        }

        switch (invalidation.Event)
        {
            case InvalidationEvent.Unmap when invalidation.Range.Contains(Range):
            case InvalidationEvent.Removed:
                Close();
                break;
        }

        return true;
    }

    public void Close()
    {
        using (_lock.EnterScope())
        {
            if (_closed)
                return;
            _closed = true;
        }

        Detach();
    }

    private void Detach()
    {
        if (IsInserted)
            Remove();
    }

    public void Dispose() => Close();
}
