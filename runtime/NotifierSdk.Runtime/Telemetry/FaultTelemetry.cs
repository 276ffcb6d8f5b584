using System.Diagnostics.Tracing;
using System.Runtime.CompilerServices;
using NotifierSdk.Engine;

namespace NotifierSdk.Telemetry;

/// <summary>What is told of faults: their attempts, and what collided with them.</summary>
internal static class FaultTelemetry
{
    // A tag with a value for each possible number would be a time series for each; nobody tells the ninth attempt from the tenth.
    private static readonly string[] s_attempts = ["1", "2", "3", "4", "5", "6", "7", "8", "9+"];

    // Both sides always: one branch instead of two.
    internal static bool IsEnabled
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => NotifierMeter.Attempts.Enabled | NotifierEventSource.Log.IsEnabled();
    }

    /// <summary>A fault began a read section. Callers ask <see cref="IsEnabled"/> first.</summary>
    internal static void Began(ReadToken token, int attempt)
    {
        var registration = token.Registration!;
        if (IsTraced)
        {
            Listeners.Tell((registration, token.Range, attempt), static told =>
                NotifierEventSource.Log.FaultAttempt(told.registration.SpaceName, told.registration.Name, told.Range.Start, told.Range.Last, told.attempt));
        }

        Listeners.Count(NotifierMeter.Attempts, NotifierMeter.Space(registration.SpaceName), new("notifiersdk.fault.attempt", s_attempts[Math.Min(attempt, s_attempts.Length) - 1]));
    }

    /// <summary>Tells that a read section of the range must not be committed. Always true, for <c>ReadRetry</c> to return.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static bool Collided(Registration registration, AddressRange range)
    {
        if (IsTraced)
        {
            Listeners.Tell((registration, range), static told =>
                NotifierEventSource.Log.Collision(told.registration.SpaceName, told.registration.Name, told.range.Start, told.range.Last));
        }

        if (NotifierMeter.Collisions.Enabled)
            Listeners.Count(NotifierMeter.Collisions, NotifierMeter.Space(registration.SpaceName));
        return true;
    }

    private static bool IsTraced => NotifierEventSource.Log.IsEnabled(EventLevel.Verbose, NotifierEventSource.Keywords.Faults);
}
