using NotifierSdk.Waiting;

namespace NotifierSdk.Engine;

/// <summary>Waits until the callbacks of a release have returned.</summary>
internal readonly struct ReleaseWait(AddressSpace space) : IWaitCondition
{
    public bool IsMet() => space.IsReleaseDone;

    public bool MustPark() => !IsMet();

    public void Announce(Waiter waiter) => space.AnnounceDisposer(waiter);

    public void Withdraw(Waiter waiter) => space.WithdrawDisposer(waiter);
}
