using NotifierSdk.Engine;

namespace NotifierSdk.Checks;

/// <summary>The start of a callback, watched by validation mode.</summary>
internal static class CallbackChecks
{
    internal static bool Start(AddressSpace space, Registration registration, ThreadContext thread, in Invalidation invalidation, out FinishState finish)
    {
        var notifier = registration.Notifier;
        thread.SavedSequence = 0;
        HeldLocks.OfThisThread.EnterCallback(space);
        bool isAccepted;
        try
        {
            isAccepted = notifier.Start(in invalidation, out finish);
        }
        finally
        {
            HeldLocks.OfThisThread.LeaveCallback(notifier);
        }

        if (isAccepted && thread.SavedSequence != invalidation.Sequence.Value && !MayBeSkipped(notifier, in invalidation))
            registration.Checks!.AcceptedWithoutSequence(in invalidation);
        return isAccepted;
    }

    // A driver knows its own changes, and after a release nothing is committed.
    private static bool MayBeSkipped(IntervalNotifier notifier, in Invalidation invalidation) =>
        invalidation.Event == InvalidationEvent.Release || (invalidation.Owner is not null && ReferenceEquals(invalidation.Owner, notifier.Owner));
}
