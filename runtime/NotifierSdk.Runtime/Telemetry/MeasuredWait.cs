using System.Diagnostics;
using System.Diagnostics.Tracing;
using NotifierSdk.Waiting;

namespace NotifierSdk.Telemetry;

/// <summary>Waits as <see cref="Wait"/> does, and tells for how long if somebody listens. What need not be waited for is no wait.</summary>
internal static class MeasuredWait
{
    internal const string Read = "read", Remove = "remove", Range = "range", Register = "register", Unregister = "unregister", Synchronize = "synchronize", Release = "release";

    private static bool IsEnabled => NotifierMeter.WaitDuration.Enabled || IsTraced;

    private static bool IsTraced => NotifierEventSource.Log.IsEnabled(EventLevel.Verbose, NotifierEventSource.Keywords.Waits);

    /// <inheritdoc cref="Wait.Until"/>
    /// <param name="condition">What is waited for.</param>
    /// <param name="space">Whose invalidations are in the way.</param>
    /// <param name="waitedFor">What can go on afterwards, by one of the names above.</param>
    /// <param name="deadline">When to give up.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="waiting">Who is told of if the wait becomes long.</param>
    internal static bool Until<TCondition>(
        ref TCondition condition, AddressSpace space, string waitedFor, Deadline deadline, CancellationToken cancellationToken, LongWait waiting = default)
        where TCondition : IWaitCondition, allows ref struct
    {
        if (condition.IsMet())
            return true;
        if (!IsEnabled)
            return waiting.Until(ref condition, space, waitedFor, deadline, cancellationToken);

        var (startedAt, outcome) = (Begin(space, waitedFor), "cancelled");
        try
        {
            var isMet = waiting.Until(ref condition, space, waitedFor, deadline, cancellationToken);
            outcome = OutcomeOf(isMet);
            return isMet;
        }
        finally
        {
            End(space, waitedFor, startedAt, outcome);
        }
    }

    /// <inheritdoc cref="Until"/>
    internal static ValueTask<bool> UntilAsync(
        IWaitCondition condition, AddressSpace space, string waitedFor, Deadline deadline, CancellationToken cancellationToken, LongWait waiting = default)
    {
        if (!IsEnabled)
            return waiting.UntilAsync(condition, space, waitedFor, deadline, cancellationToken);
        return condition.IsMet() ? ValueTask.FromResult(true) : UntilMeasuredAsync(condition, space, waitedFor, deadline, waiting, cancellationToken);
    }

    private static async ValueTask<bool> UntilMeasuredAsync(
        IWaitCondition condition, AddressSpace space, string waitedFor, Deadline deadline, LongWait waiting, CancellationToken cancellationToken)
    {
        var (startedAt, outcome) = (Begin(space, waitedFor), "cancelled");
        try
        {
            var isMet = await waiting.UntilAsync(condition, space, waitedFor, deadline, cancellationToken).ConfigureAwait(false);
            outcome = OutcomeOf(isMet);
            return isMet;
        }
        finally
        {
            End(space, waitedFor, startedAt, outcome);
        }
    }

    private static string OutcomeOf(bool isMet) => isMet ? "met" : "timed_out";

    private static long Begin(AddressSpace space, string waitedFor)
    {
        if (IsTraced)
            Listeners.Tell((space, waitedFor), static told => NotifierEventSource.Log.WaitBegin(told.space.Name, told.waitedFor));
        return Stopwatch.GetTimestamp();
    }

    private static void End(AddressSpace space, string waitedFor, long startedAt, string outcome)
    {
        Listeners.Tell((space, waitedFor, Stopwatch.GetElapsedTime(startedAt), outcome), static told =>
        {
            var (space, waitedFor, elapsed, outcome) = told;
            if (IsTraced)
                NotifierEventSource.Log.WaitEnd(space.Name, waitedFor, outcome, (long)elapsed.TotalNanoseconds);
            NotifierMeter.WaitDuration.Record(elapsed.TotalSeconds, NotifierMeter.Space(space.Name), new("notifiersdk.wait.for", waitedFor), new("notifiersdk.wait.outcome", outcome));
        });
    }
}
