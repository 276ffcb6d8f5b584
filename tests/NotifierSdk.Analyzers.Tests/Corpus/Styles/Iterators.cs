// Correct: iterators over a copy, and under the caller's lock
public sealed class Mirror : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    [GuardedBy(nameof(_lock))] private readonly SortedSet<ulong> _map = [];

    public IEnumerable<ulong> Pages()
    {
        ulong[] copy;
        using (_lock.EnterScope()) copy = [.. _map];
        foreach (var page in copy) yield return page;
    }

    public bool Fault(ulong page)
    {
        var token = ReadBegin();
        using var held = _lock.EnterScope();
        return !ReadRetry(token) && _map.Add(page);
    }

    public bool Any(Predicate<ulong> test)
    {
        using var held = _lock.EnterScope();
        return _map.Any(page => test(page)) && Filtered().Any();
        IEnumerable<ulong> Filtered() { foreach (var page in _map) if (test(page)) yield return page; }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using var held = _lock.EnterScope();
        SetSeq(invalidation.Sequence);
        foreach (var page in _map.GetViewBetween(invalidation.Range.Start, invalidation.Range.Last).ToArray()) _map.Remove(page);
        return true;
    }
}
