using NotifierSdk.Seam;
using NotifierSdk.Waiting;

namespace NotifierSdk.Telemetry;

/// <summary>Who waits for a read section or a removal, of what range. A wait of his that becomes long is reported, once: a scope that nobody ends must not be silence.</summary>
internal readonly record struct LongWait(IntervalNotifier? Notifier, AddressRange Range)
{
    internal bool Until<TCondition>(ref TCondition condition, AddressSpace space, string waitedFor, Deadline deadline, CancellationToken cancellationToken)
        where TCondition : IWaitCondition, allows ref struct
    {
        if (Patience(space, deadline) is { IsNever: false } patience)
        {
            if (Wait.Until(ref condition, patience, cancellationToken))
                return true;
            space.ReportLongWait(Notifier!, waitedFor, Range);
        }

        return Wait.Until(ref condition, deadline, cancellationToken);
    }

    internal ValueTask<bool> UntilAsync(IWaitCondition condition, AddressSpace space, string waitedFor, Deadline deadline, CancellationToken cancellationToken) =>
        Patience(space, deadline) is { IsNever: false } patience && !condition.IsMet()
            ? UntilAsync(condition, space, waitedFor, patience, deadline, cancellationToken)
            : Wait.UntilAsync(condition, deadline, cancellationToken);

    private async ValueTask<bool> UntilAsync(IWaitCondition condition, AddressSpace space, string waitedFor, Deadline patience, Deadline deadline, CancellationToken cancellationToken)
    {
        if (await Wait.UntilAsync(condition, patience, cancellationToken).ConfigureAwait(false))
            return true;
        space.ReportLongWait(Notifier!, waitedFor, Range);
        return await Wait.UntilAsync(condition, deadline, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>When the wait becomes long; never, if it ends before. An explorer has no clock: there a wait with a deadline may end at any step.</summary>
    private Deadline Patience(AddressSpace space, Deadline deadline)
    {
        if (Notifier is null || !Interception.HasClock)
            return Deadline.Never;
        var threshold = space.LongWaitThreshold;
        return threshold == TimeSpan.Zero || (!deadline.IsNever && deadline.Left <= threshold) ? Deadline.Never : Deadline.After(threshold);
    }
}
