using NotifierSdk.Waiting;

namespace NotifierSdk.Engine;

/// <summary>Waits until the removal step has run, or is there for the caller to run.</summary>
internal readonly struct RemovalWait(Registration registration, bool isRunByCaller) : IWaitCondition
{
    public bool IsMet() => registration.RemovalStep.IsDone(registration) || (isRunByCaller && registration.RemovalStep.IsDue(registration));

    public void Announce(Waiter waiter) => registration.Announce(waiter);

    public void Withdraw(Waiter waiter) => registration.Withdraw(waiter);
}
