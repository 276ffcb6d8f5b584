using System.Diagnostics.CodeAnalysis;
using NotifierSdk.Checks;
using NotifierSdk.Telemetry;

namespace NotifierSdk.Engine;

/// <summary>The callbacks of one invalidation that go to range notifiers: every start at its begin, an end for each accepted start at its end (protocol, section 8).</summary>
internal static class RangeWalk
{
    /// <summary>Calls every start, also after one refused. False: refused; the ends of those that accepted have run, and nothing is held.</summary>
    internal static bool TryStart(
        AddressSpace space, RangeRegistration[] registrations, in Invalidation invalidation, BeginMode mode,
        ref List<Exception>? failures, out RangeRegistration[]? held)
    {
        var isRefused = false;
        var started = 0;
        held = null;
        // Those that are held, in front; the snapshot itself, as long as all are.
        var owed = registrations;
        try
        {
            foreach (var registration in registrations)
            {
                if (!TryHoldAndStart(space, registration, in invalidation, mode, ref failures, ref isRefused))
                {
                    if (owed == registrations)
                        owed = [.. registrations];
                    continue;
                }

                if (owed != registrations)
                    owed[started] = registration;
                started++;
            }

            if (!isRefused && failures is null)
                held = started == owed.Length ? owed : owed[..started];
        }
        finally
        {
            // Also when memory ran out on the way: no start stays without its end.
            if (held is null)
                End(space, owed.AsSpan(0, started), in invalidation);
        }

        return held is not null;
    }

    /// <summary>Calls the end of everybody whose start was accepted, and holds them no longer. Never throws.</summary>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "An end cannot be refused any more, and the others must be called: the exception is reported.")]
    internal static void End(AddressSpace space, ReadOnlySpan<RangeRegistration> held, in Invalidation invalidation)
    {
        foreach (var registration in held)
        {
            var frame = default(CallbackFrame);
            var callback = ThreadContext.EnterCallback(space, ref frame);
            try
            {
                if (registration.Notifier.Kind == RangeNotifierKind.StartAndEnd)
                    CallbackChecks.End(space, registration.Notifier, in invalidation);
            }
            catch (Exception exception)
            {
                // The text, too, is made where nothing is thrown: the others have their ends also when there is no memory for it.
                Listeners.Tell((space, registration.Notifier, invalidation, exception), static told => told.space.Report(
                    told.Notifier, $"The end callback of {AddressSpace.Describe(told.Notifier)} threw on {told.invalidation}.", told.exception));
            }
            finally
            {
                callback.Leave();
                registration.GiveBack();
            }
        }
    }

    private static bool TryHoldAndStart(
        AddressSpace space, RangeRegistration registration, in Invalidation invalidation, BeginMode mode,
        ref List<Exception>? failures, ref bool isRefused)
    {
        if (!registration.TryHold())
            return false;
        var isStarted = false;
        try
        {
            isStarted = TryStart(space, registration, in invalidation, mode, ref failures, ref isRefused);
        }
        finally
        {
            if (!isStarted)
                registration.GiveBack();
        }

        return isStarted;
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "A callback that throws must not keep the others from being called; the exception is thrown, or reported, afterwards.")]
    private static bool TryStart(
        AddressSpace space, RangeRegistration registration, in Invalidation invalidation, BeginMode mode,
        ref List<Exception>? failures, ref bool isRefused)
    {
        var notifier = registration.Notifier;
        try
        {
            if (CallbackChecks.Start(space, notifier, in invalidation))
                return true;
        }
        catch (Exception exception) when (mode != BeginMode.BlockableWithoutVeto)
        {
            (failures ??= []).Add(new InvalidOperationException($"The start callback of {AddressSpace.Describe(notifier)} threw on {invalidation}.", exception));
            return false;
        }
        catch (Exception exception)
        {
            // It gets no end, as where the change is stopped: an end is owed to a start that was accepted.
            space.Report(notifier, $"The start callback of {AddressSpace.Describe(notifier)} threw on {invalidation}, which could not be stopped; its end is not called.", exception);
            return false;
        }
        if (invalidation.IsBlockable)
        {
            space.Report(notifier, $"{AddressSpace.Describe(notifier)} refused a blockable invalidation ({invalidation}); a start may return false only where IsBlockable is false. It was treated as accepted.");
            return true;
        }

        if (notifier.Kind == RangeNotifierKind.StartAndEnd)
            space.Report(notifier, $"{AddressSpace.Describe(notifier)} refused {invalidation}, and has ends; a subscriber that may refuse a start is of kind {nameof(RangeNotifierKind.Start)}.");
        isRefused = true;
        return false;
    }
}
