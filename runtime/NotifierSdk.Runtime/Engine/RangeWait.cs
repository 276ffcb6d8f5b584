using NotifierSdk.Waiting;

namespace NotifierSdk.Engine;

/// <summary>Waits until every invalidation of a list has ended. By slot and generation, not by a count: one that ends while another begins would hide in that.</summary>
internal readonly struct RangeWait(RunningInvalidation[] running) : IWaitCondition
{
    public bool IsMet() => !RunningInvalidation.AnyRuns(running);

    public bool MustPark() => !IsMet();

    public void Announce(Waiter waiter) => RunningInvalidation.AnnounceToAll(running, waiter);

    public void Withdraw(Waiter waiter) => RunningInvalidation.WithdrawFromAll(running, waiter);
}
