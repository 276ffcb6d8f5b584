using NotifierSdk.Seam;
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

    /// <summary>Those that still run and overlap the range; null if there are none.</summary>
    internal static RunningInvalidation[]? Overlapping(RunningInvalidation[] invalidations, AddressRange range)
    {
        var overlapping = Array.FindAll(invalidations, invalidation => invalidation.Slot.OverlappingGeneration(range) == invalidation.Generation);
        return overlapping.Length == 0 ? null : overlapping;
    }

    /// <summary>Each of both once; of the earlier ones those that still run, so that a list to which is added again and again is no longer than what runs.</summary>
    internal static RunningInvalidation[] Union(RunningInvalidation[]? earlier, RunningInvalidation[] added)
    {
        if (earlier is null)
            return added;
        var kept = Array.FindAll(earlier, invalidation => invalidation.IsRunning && Array.IndexOf(added, invalidation) < 0);
        return [.. kept, .. added];
    }

    /// <summary>Announces the waiter to every slot. The caller looks once more whether they run, and parks.</summary>
    internal static void AnnounceToAll(RunningInvalidation[]? invalidations, Waiter waiter)
    {
        if (invalidations is null)
            return;
        foreach (var invalidation in invalidations)
            invalidation.Slot.Announce(waiter);
        // Pairs with FreeAndWake, which frees a slot without a fence and then looks for waiters: this one is run on both sides.
        Word.ProcessWideFence(waiter);
    }

    internal static void WithdrawFromAll(RunningInvalidation[]? invalidations, Waiter waiter)
    {
        // In the opposite order, in which a waiter finds its places at once.
        for (var index = (invalidations?.Length ?? 0) - 1; index >= 0; index--)
            invalidations![index].Slot.Withdraw(waiter);
    }
}
