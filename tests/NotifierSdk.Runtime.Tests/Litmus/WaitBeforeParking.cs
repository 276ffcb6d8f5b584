using NotifierSdk.Waiting;

namespace NotifierSdk.Runtime.Tests.Litmus;

/// <summary>
/// A wait of the runtime's that stops right where it would park: it looks, announces itself, and looks again. What it would have missed is then plain to see, and
/// nothing hangs: it is still in the queue, its last look found nothing, and nobody has signalled it.
/// </summary>
internal sealed class WaitBeforeParking<TCondition>(TCondition condition) : IWaitCondition
    where TCondition : struct, IWaitCondition
{
    private TCondition _condition = condition;
    private Waiter? _waiter;
    private bool _isSeen;

    internal void Run()
    {
        var wait = this;
        Wait.Until(ref wait, Deadline.Never, CancellationToken.None);
    }

    /// <summary>When the other side is done too. Takes the waiter out of the queues.</summary>
    internal string Outcome()
    {
        if (_waiter is null)
            return WaitOutcome.OverBefore;
        _condition.Withdraw(_waiter);
        return (_isSeen, _waiter.IsSignalled) switch
        {
            (true, true) => WaitOutcome.SeenByBoth,
            (true, false) => WaitOutcome.SeenByWaiter,
            (false, true) => WaitOutcome.SeenByWaker,
            (false, false) => WaitOutcome.Lost,
        };
    }

    public bool IsMet() => _waiter is not null || (_isSeen = _condition.IsMet());

    public bool MustPark()
    {
        _isSeen = !_condition.MustPark();
        return false;
    }

    public void Announce(Waiter waiter)
    {
        _waiter = waiter;
        _condition.Announce(waiter);
    }

    // A parked waiter is still in its queues.
    public void Withdraw(Waiter waiter)
    {
    }
}

internal static class WaitOutcome
{
    internal const string OverBefore = "over before the wait",
        SeenByWaiter = "seen by the waiter",
        SeenByBoth = "seen by both",
        SeenByWaker = "seen by the waker",
        Lost = "lost wake-up";
}
