// Correct: a batch in the callback splits the range
public sealed class Mirror(DriverLock gate, SortedDictionary<ulong, ulong> shadow) : IntervalNotifier
{
    private readonly DriverLock _gate = gate;
    private readonly SortedDictionary<ulong, ulong> _shadow = shadow;

    public bool Fault(ulong page)
    {
        var token = ReadBegin(AddressRange.FromBounds(page, page));
        using var held = _gate.EnterScope();
        if (ReadRetry(token)) return false;
        _shadow[page] = page;
        return true;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (invalidation.Range.Intersect(Range) is not { } hit) return true;
        using var held = _gate.EnterScope();
        SetSeq(invalidation.Sequence);
        for (var page = hit.Start; page <= hit.Last; page++) _shadow.Remove(page);
        if (invalidation.Event == InvalidationEvent.Unmap && Space is { } space)
        {
            var batch = new NotifierBatch();
            var (low, high) = (hit.Start > Range.Start, hit.Last < Range.Last);
            if (low) batch.Update(this, Range, AddressRange.FromBounds(Range.Start, hit.Start - 1));
            if (high) batch.Insert(new Mirror(_gate, _shadow), AddressRange.FromBounds(hit.Last + 1, Range.Last));
            if (!low) batch.RemoveLater(this);
            space.Apply(batch);
        }
        return true;
    }
}
