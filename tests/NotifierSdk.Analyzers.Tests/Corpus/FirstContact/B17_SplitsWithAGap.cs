// Breaks: NSDK5007
// Bug: between removing and inserting the rest nobody listens
public sealed class Slice : IntervalNotifier
{
    private readonly DriverLock _lock;

    public Slice(DriverLock shared) => _lock = shared;

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_lock.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            if (invalidation.Event != InvalidationEvent.Unmap || invalidation.Overlap.Last == Range.Last)
                return true;
            var rest = AddressRange.FromBounds(invalidation.Overlap.Last + 1, Range.Last);
            RemoveLater();
            Space!.Insert(new Slice(_lock), rest);
            return true;
        }
    }
}
