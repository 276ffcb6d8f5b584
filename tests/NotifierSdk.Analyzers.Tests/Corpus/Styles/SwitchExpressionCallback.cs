// Correct: the callback is one switch expression
public sealed class Mirror : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private ulong _page;

    public bool Fault(ulong page)
    {
        var token = ReadBegin();
        using (_lock.EnterScope())
            return !ReadRetry(token) && (_page = page) >= 0;
    }

    protected override bool OnInvalidate(in Invalidation invalidation) => invalidation switch
    {
        { Owner: { } owner } when ReferenceEquals(owner, Owner) => true,
        { Event: InvalidationEvent.SoftDirty or InvalidationEvent.Release } => true,
        { IsBlockable: true } => Drop(invalidation.Sequence),
        _ => TryDrop(invalidation.Sequence),
    };

    private bool Drop(InvalidationSequence sequence)
    {
        using var scope = _lock.EnterScope();
        SetSeq(sequence);
        _page = 0;
        return true;
    }

    private bool TryDrop(InvalidationSequence sequence)
    {
        if (!_lock.TryEnter())
            return false;
        SetSeq(sequence);
        _page = 0;
        _lock.Exit();
        return true;
    }
}
