using System.Diagnostics.CodeAnalysis;
using NotifierSdk.Checks;

namespace NotifierSdk.Engine;

/// <summary>
/// The last thing that a registration sees before it leaves the tree: an invalidation of its own, for the whole of its range. What the shadow still holds goes
/// at that moment, so that a change which begins afterwards, and calls nobody, finds nothing stale.
/// </summary>
internal static class LastCallback
{
    /// <summary>Runs it, unless the notifier says that it keeps nothing. Never throws: a removal cannot be stopped.</summary>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "A removal cannot be stopped; the exception is reported.")]
    internal static void Run(Registration registration)
    {
        var range = registration.Range;
        var invalidation = new Invalidation(range, InvalidationEvent.Removed, isBlockable: true, owner: null, InvalidationSequence.OfRemoval) { Overlap = range };
        var isStarted = false;
        var frame = default(CallbackFrame);
        var callback = ThreadContext.EnterCallback(registration.Space, ref frame);
        try
        {
            if (!registration.Notifier.WantsRemoval)
                return;
            isStarted = CallbackChecks.Start(registration, in invalidation, out var finish);
            try
            {
                CallbackChecks.Returned(registration, in invalidation, isStarted);
            }
            finally
            {
                // Also where that throws: an accepted start has a finish.
                if (isStarted)
                    CallbackChecks.Finish(registration, in invalidation, finish);
            }

            if (isStarted)
                return;
        }
        catch (Exception exception)
        {
            Report(registration, $"threw in its {(isStarted ? "finish step" : "callback")}", exception);
            return;
        }
        finally
        {
            callback.Leave();
        }

        Report(registration, "refused it, and a callback may return false only where IsBlockable is false", exception: null);
    }

    private static void Report(Registration registration, string what, Exception? exception) => registration.Space.Report(
        registration.Notifier, $"{registration.Name} was told of its removal from {registration.Range} and {what}: its shadow may still hold the range. It is removed all the same.", exception);
}
