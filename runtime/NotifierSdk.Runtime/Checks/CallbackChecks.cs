using System.Runtime.CompilerServices;
using NotifierSdk.Engine;

namespace NotifierSdk.Checks;

/// <summary>The callbacks that an invalidation waits for, watched by validation mode.</summary>
internal static class CallbackChecks
{
    /// <summary>Calls the start. What is reported of it comes afterwards, in <see cref="Returned"/>: a report may be thrown, and an accepted start has a finish.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool Start(Registration registration, in Invalidation invalidation, out FinishState finish) =>
        ValidationMode.IsEnabled ? StartWatched(registration, in invalidation, out finish) : registration.Notifier.Start(in invalidation, out finish);

    private static bool StartWatched(Registration registration, in Invalidation invalidation, out FinishState finish)
    {
        var thread = ThreadChecks.OfThisThread;
        // A callback may announce a change of another space, whose callbacks save sequences of their own.
        var outer = thread.SavedSequence;
        thread.SavedSequence = default;
        HeldLocks.OfThisThread.EnterCallback(registration.Space);
        try
        {
            var isAccepted = registration.Notifier.Start(in invalidation, out finish);
            thread.ReturnedSequence = thread.SavedSequence;
            return isAccepted;
        }
        finally
        {
            thread.SavedSequence = outer;
            thread.KeptLock = HeldLocks.OfThisThread.LeaveCallback();
        }
    }

    /// <summary>Reports what the callback that has just returned left undone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Returned(Registration registration, in Invalidation invalidation, bool isAccepted)
    {
        if (ValidationMode.IsEnabled)
            ReportReturned(registration, in invalidation, isAccepted);
    }

    private static void ReportReturned(Registration registration, in Invalidation invalidation, bool isAccepted)
    {
        var thread = ThreadChecks.OfThisThread;
        var saved = thread.ReturnedSequence;
        thread.ReturnedSequence = default; // it keeps a space alive
        ReportKept(thread.KeptLock, "callback", registration);
        if (isAccepted && saved != invalidation.Sequence && !MayBeSkipped(registration.Notifier, in invalidation))
            registration.Checks!.AcceptedWithoutSequence(in invalidation);
    }

    /// <summary>Calls the start of a range notifier, which may keep a lock until its end.</summary>
    internal static bool Start(AddressSpace space, RangeNotifier notifier, in Invalidation invalidation)
    {
        if (!ValidationMode.IsEnabled)
            return notifier.Start(in invalidation);
        HeldLocks.OfThisThread.EnterCallback(space);
        try
        {
            return notifier.Start(in invalidation);
        }
        finally
        {
            HeldLocks.OfThisThread.LeaveKeepingLocks();
        }
    }

    /// <summary>Calls the end of a range notifier.</summary>
    internal static void End(AddressSpace space, RangeNotifier notifier, in Invalidation invalidation)
    {
        if (!ValidationMode.IsEnabled)
        {
            notifier.End(in invalidation);
            return;
        }

        HeldLocks.OfThisThread.EnterCallback(space);
        try
        {
            notifier.End(in invalidation);
        }
        finally
        {
            HeldLocks.OfThisThread.LeaveKeepingLocks();
        }
    }

    /// <summary>Calls the finish.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Finish(Registration registration, in Invalidation invalidation, FinishState finish)
    {
        if (ValidationMode.IsEnabled)
            FinishWatched(registration, in invalidation, finish);
        else
            registration.Notifier.Finish(in invalidation, finish);
    }

    private static void FinishWatched(Registration registration, in Invalidation invalidation, FinishState finish)
    {
        LockClass? kept;
        HeldLocks.OfThisThread.EnterCallback(registration.Space);
        try
        {
            registration.Notifier.Finish(in invalidation, finish);
        }
        finally
        {
            kept = HeldLocks.OfThisThread.LeaveCallback();
        }

        ReportKept(kept, "finish step", registration);
    }

    private static void ReportKept(LockClass? kept, string half, Registration registration)
    {
        if (kept is not null)
            ValidationMode.Report(ValidationRule.LockKeptByCallback, $"The {half} of {registration.Name} returned with {kept.Description} held; release it on every path, with using (….EnterScope()).", null);
    }

    // A driver knows its own changes, and after a release or a removal nothing is committed.
    private static bool MayBeSkipped(IntervalNotifier notifier, in Invalidation invalidation) =>
        invalidation.Event is InvalidationEvent.Release or InvalidationEvent.Removed
        || notifier.IsOwn(in invalidation);
}
