// Correct: a driver that only stops its hardware, and refuses if it may not wait
public sealed class QueueStopper(ManualResetEventSlim idle, Action stop) : IntervalNotifier
{
    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        stop();
        if (!idle.IsSet)
        {
            if (!invalidation.IsBlockable)
                return false;
            idle.Wait();
        }

        return true;
    }
}
