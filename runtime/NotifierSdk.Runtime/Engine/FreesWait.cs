using NotifierSdk.Waiting;

namespace NotifierSdk.Engine;

/// <summary>Waits until the range notifiers whose last Put has been are freed.</summary>
internal readonly struct FreesWait(SharedRangeNotifiers shared) : IWaitCondition
{
    public bool IsMet() => shared.IsFreed;

    public bool MustPark() => !IsMet();

    public void Announce(Waiter waiter) => shared.Announce(waiter);

    public void Withdraw(Waiter waiter) => shared.Withdraw(waiter);
}
