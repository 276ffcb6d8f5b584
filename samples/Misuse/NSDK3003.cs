namespace Misuse.NSDK3003;

public sealed class Mirror : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly ManualResetEventSlim _idle = new();

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        _idle.Wait();
        using (_lock.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            return true;
        }
    }
}
