using NotifierSdk.Waiting;

namespace NotifierSdk.Engine;

/// <summary>Waits until a removal has ended, or a step of it is there for the caller to run.</summary>
internal readonly struct RemovalWait(Registration registration, bool isRunByCaller) : IWaitCondition
{
    public bool IsMet() => registration.RemovalStep.IsDone(registration) || (isRunByCaller && registration.RemovalStep.IsDue(registration));

    public bool MustPark() => !IsMet();

    public void Announce(Waiter waiter) => registration.Announce(waiter);

    public void Withdraw(Waiter waiter) => registration.Withdraw(waiter);
}
