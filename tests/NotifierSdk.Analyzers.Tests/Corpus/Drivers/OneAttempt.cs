// Correct: makes one attempt and reports the collision to its caller
public sealed class OneAttempt : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private ulong _page;

    public FaultStatus Fault(ulong page)
    {
        var token = ReadBegin();
        using var hold = _lock.EnterScope();
        if (ReadRetry(token))
            return FaultStatus.Collided;
        _page = page;
        return FaultStatus.Completed;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using var hold = _lock.EnterScope();
        SetSeq(invalidation.Sequence);
        _page = 0;
        return true;
    }
}
