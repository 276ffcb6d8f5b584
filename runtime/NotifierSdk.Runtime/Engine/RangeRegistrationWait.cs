using NotifierSdk.Waiting;

namespace NotifierSdk.Engine;

/// <summary>Waits until no callback of a range notifier runs, or until its Release has run.</summary>
internal readonly struct RangeRegistrationWait(RangeRegistration registration, bool isForRelease) : IWaitCondition
{
    public bool IsMet() => isForRelease ? registration.IsReleaseDone : registration.IsIdle;

    public bool MustPark() => !IsMet();

    public void Announce(Waiter waiter) => registration.Announce(waiter);

    public void Withdraw(Waiter waiter) => registration.Withdraw(waiter);
}
