using NotifierSdk.Seam;
using NotifierSdk.Waiting;

namespace NotifierSdk.Telemetry;

/// <summary>Waits of a notifier, for a read section or its removal. One that becomes long is reported, once: a scope that nobody ends must not be silence.</summary>
internal static class LongWait
{
    internal static bool Until<TCondition>(
        ref TCondition condition, IntervalNotifier notifier, AddressSpace space, string waitedFor, AddressRange range, Deadline deadline, CancellationToken cancellationToken)
        where TCondition : IWaitCondition
    {
        // An explorer has no clock: there a wait with a deadline may end at any step.
        if (!Interception.HasClock || condition.IsMet())
            return MeasuredWait.Until(ref condition, space, waitedFor, deadline, cancellationToken);
        var patience = Patience(space, deadline);
        if (!patience.IsNever && !MeasuredWait.Until(ref condition, space, waitedFor, patience, cancellationToken))
            space.ReportLongWait(notifier, waitedFor, range);
        return MeasuredWait.Until(ref condition, space, waitedFor, deadline, cancellationToken);
    }

    internal static async ValueTask<bool> UntilAsync(
        IWaitCondition condition, IntervalNotifier notifier, AddressSpace space, string waitedFor, AddressRange range, Deadline deadline, CancellationToken cancellationToken)
    {
        if (Interception.HasClock && !condition.IsMet() && Patience(space, deadline) is { IsNever: false } patience
            && !await MeasuredWait.UntilAsync(condition, space, waitedFor, patience, cancellationToken).ConfigureAwait(false))
            space.ReportLongWait(notifier, waitedFor, range);
        return await MeasuredWait.UntilAsync(condition, space, waitedFor, deadline, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>When the wait becomes long; never, if it ends before.</summary>
    private static Deadline Patience(AddressSpace space, Deadline deadline)
    {
        var threshold = space.LongWaitThreshold;
        return threshold == TimeSpan.Zero || (!deadline.IsNever && deadline.Left <= threshold) ? Deadline.Never : Deadline.After(threshold);
    }
}
