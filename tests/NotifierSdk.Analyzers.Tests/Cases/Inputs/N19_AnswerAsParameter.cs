namespace Reduced.N19; // FALSE ALARM NSDK3004: a helper is given the answer; an exception filter asks it

public sealed class Unit(Task work) : IntervalNotifier
{
    private readonly object _gate = new();
    private bool _idle;

    protected override bool OnInvalidate(in Invalidation invalidation) => Quiesce(invalidation.IsBlockable) && Drain(invalidation.IsBlockable);

    private bool Quiesce(bool mayWait)
    {
        lock (_gate)
        {
            if (_idle)
                return true;
            if (!mayWait)
                return false;
            _idle = true;
            return true;
        }
    }

    private bool Drain(bool mayWait)
    {
        try
        {
            if (mayWait)
                work.Wait();
            return true;
        }
        catch (AggregateException) when (!mayWait)
        {
            return false;
        }
    }
}
