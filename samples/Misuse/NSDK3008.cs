namespace Misuse.NSDK3008;

public sealed partial class Mirror : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new();
    private readonly SortedSet<ulong> _pages = [];
    private ulong _first;

    [InvalidateStart]
    private void Begin(in Invalidation invalidation) => _first = invalidation.Range.Start;

    [InvalidateFinish]
    private void End()
    {
        using (_lock.EnterScope())
            _pages.Remove(_first);
    }
}
