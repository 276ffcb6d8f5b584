using NotifierSdk.Waiting;

namespace NotifierSdk.Engine;

/// <summary>An invalidation that ran at some moment, named by its slot and generation: it can be asked whether it still does, for ever.</summary>
internal readonly record struct RunningInvalidation(InvalidationSlot Slot, long Generation)
{
    internal bool IsRunning => Slot.IsRunning(Generation);

    internal static bool AnyRuns(RunningInvalidation[]? invalidations)
    {
        foreach (var invalidation in invalidations ?? [])
        {
            if (invalidation.IsRunning)
                return true;
        }

        return false;
    }

    internal static void AnnounceToAll(RunningInvalidation[]? invalidations, Waiter waiter)
    {
        foreach (var invalidation in invalidations ?? [])
            invalidation.Slot.Announce(waiter);
    }

    internal static void WithdrawFromAll(RunningInvalidation[]? invalidations, Waiter waiter)
    {
        foreach (var invalidation in invalidations ?? [])
            invalidation.Slot.Withdraw(waiter);
    }
}
