// Correct: shrinks itself in one batch
public sealed class Shrinking(DriverLock gate) : IntervalNotifier
{
    private readonly DriverLock _gate = gate;
    private readonly HashSet<ulong> _pages = [];

    public bool Add(ulong page)
    {
        var token = ReadBegin();
        using var held = _gate.EnterScope();
        return !ReadRetry(token) && _pages.Add(page);
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using var held = _gate.EnterScope();
        SetSeq(invalidation.Sequence);
        var hit = invalidation.Overlap;
        _pages.RemoveWhere(page => hit.Contains(page));
        if (invalidation.Event == InvalidationEvent.Unmap && hit.Start == Range.Start && hit.Last < Range.Last && Space is { } space)
            space.Apply(new NotifierBatch().Update(this, Range, AddressRange.FromBounds(hit.Last + 1, Range.Last)));
        return true;
    }
}
