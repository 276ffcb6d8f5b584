using NotifierSdk.Waiting;

namespace NotifierSdk.Engine;

/// <summary>Waits until no callback of a removed registration runs, and none will.</summary>
internal sealed class RemovalWait(Registration registration) : IWaitCondition
{
    public bool IsMet() => registration.Space.Engine.IsUnlinked(registration);

    public void Announce(Waiter waiter) => registration.Space.Engine.Announce(waiter);

    public void Withdraw(Waiter waiter) => registration.Space.Engine.Withdraw(waiter);
}
