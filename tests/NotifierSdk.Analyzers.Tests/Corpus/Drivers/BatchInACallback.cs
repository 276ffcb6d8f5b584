// Correct: splits itself in one batch inside the callback
public sealed class Splitting(DriverLock gate) : IntervalNotifier
{
    private readonly HashSet<ulong> _pages = [];

    public bool Fault(ulong page)
    {
        var token = ReadBegin();
        using (gate.EnterScope())
            return !ReadRetry(token) && _pages.Add(page);
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (gate.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            _pages.Clear();
            if (invalidation.Event == InvalidationEvent.Unmap && Space is { } space && invalidation.Range.Contains(Range.Start))
            {
                var batch = new NotifierBatch();
                batch.RemoveLater(this);
                space.Apply(batch);
            }

            return true;
        }
    }
}
