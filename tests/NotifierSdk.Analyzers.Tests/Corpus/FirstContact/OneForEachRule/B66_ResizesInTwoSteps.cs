// Breaks: NSDK5007
// Bug: between the removal and the insertion of the rest nobody listens
public sealed class Vma : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly HashSet<ulong> _resident = [];

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            var range = invalidation.Overlap;
            _resident.RemoveWhere(range.Contains);
            if (invalidation.Event == InvalidationEvent.Unmap && Range.Subtract(range) is { Count: 1 } rest && Space is { } space)
            {
                RemoveLater();
                space.Insert(new Vma(), (rest.Before ?? rest.After)!.Value);
            }
        }

        return true;
    }
}
