using System.Diagnostics;
using System.Diagnostics.Tracing;
using System.Runtime.CompilerServices;

namespace NotifierSdk.Telemetry;

/// <summary>One call of a notifier, from its construction to its disposal. Made only if <see cref="IsEnabled"/>.</summary>
internal readonly ref struct CallbackMeasurement
{
    private readonly object _notifier;
    private readonly string _spaceName;
    private readonly InvalidationEvent _event;
    private readonly string _pass;
    private readonly long _startedAt; // 0: nobody asked how long it takes

    private CallbackMeasurement(object notifier, string spaceName, in Invalidation invalidation, string pass)
    {
        _notifier = notifier;
        _spaceName = spaceName;
        _event = invalidation.Event;
        _pass = pass;
        _startedAt = NotifierMeter.CallbackDuration.Enabled || IsTraced ? Stopwatch.GetTimestamp() : 0;
    }

    // All sides always: one branch instead of three.
    internal static bool IsEnabled
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => NotifierMeter.Hits.Enabled | NotifierMeter.CallbackDuration.Enabled | NotifierEventSource.Log.IsEnabled();
    }

    private static bool IsTraced => NotifierEventSource.Log.IsEnabled(EventLevel.Verbose, NotifierEventSource.Keywords.Callbacks);

    // A notifier holds a hit while it is called, or is leaving: no other registration can have replaced the one that it is called for.
    internal static CallbackMeasurement OfStart(IntervalNotifier notifier, in Invalidation invalidation)
    {
        var registration = notifier.CurrentRegistration!;
        // Its own removal is no invalidation that reached it.
        if (NotifierMeter.Hits.Enabled && invalidation.Event != InvalidationEvent.Removed)
            Listeners.Count(NotifierMeter.Hits, NotifierMeter.Space(registration.SpaceName), NotifierMeter.Event(invalidation.Event));
        return new CallbackMeasurement(notifier, registration.SpaceName, in invalidation, "start");
    }

    internal static CallbackMeasurement OfFinish(IntervalNotifier notifier, in Invalidation invalidation) =>
        new(notifier, notifier.CurrentRegistration!.SpaceName, in invalidation, "finish");

    internal static CallbackMeasurement OfStart(RangeNotifier notifier, in Invalidation invalidation) =>
        new(notifier, notifier.CurrentRegistration!.Space.Name, in invalidation, "range_start");

    internal static CallbackMeasurement OfEnd(RangeNotifier notifier, in Invalidation invalidation) =>
        new(notifier, notifier.CurrentRegistration!.Space.Name, in invalidation, "range_end");

    public void Dispose()
    {
        if (_startedAt == 0)
            return;
        Listeners.Tell((_notifier, _spaceName, _event, _pass, Stopwatch.GetElapsedTime(_startedAt)), static told =>
        {
            var (notifier, spaceName, @event, pass, elapsed) = told;
            if (IsTraced)
                NotifierEventSource.Log.Callback(spaceName, AddressSpace.Describe(notifier), pass, Enum.GetName(@event)!, (long)elapsed.TotalNanoseconds);
            if (NotifierMeter.CallbackDuration.Enabled)
            {
                NotifierMeter.CallbackDuration.Record(
                    elapsed.TotalSeconds, NotifierMeter.Space(spaceName), NotifierMeter.Event(@event), new("notifiersdk.notifier.type", notifier.GetType().Name), new("notifiersdk.callback.pass", pass));
            }
        });
    }
}
