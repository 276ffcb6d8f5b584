using System.Diagnostics;
using System.Diagnostics.Tracing;
using System.Runtime.CompilerServices;

namespace NotifierSdk.Telemetry;

/// <summary>One call of a notifier, from its construction to its disposal. Made only if <see cref="IsEnabled"/>.</summary>
internal readonly ref struct CallbackMeasurement
{
    private readonly object _notifier;
    private readonly AddressSpace _space;
    private readonly InvalidationEvent _event;
    private readonly string _pass;
    private readonly long _startedAt; // 0: nobody asked how long it takes

    private CallbackMeasurement(object notifier, AddressSpace space, in Invalidation invalidation, string pass)
    {
        _notifier = notifier;
        _space = space;
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

    // A notifier holds a hit while it is called: no other registration can have replaced the one that it is called for.
    internal static CallbackMeasurement OfStart(IntervalNotifier notifier, in Invalidation invalidation)
    {
        var space = notifier.CurrentRegistration!.Space;
        NotifierMeter.Hits.Add(1, NotifierMeter.Space(space), NotifierMeter.Event(invalidation.Event));
        return new CallbackMeasurement(notifier, space, in invalidation, "start");
    }

    internal static CallbackMeasurement OfFinish(IntervalNotifier notifier, in Invalidation invalidation) =>
        new(notifier, notifier.CurrentRegistration!.Space, in invalidation, "finish");

    internal static CallbackMeasurement OfStart(RangeNotifier notifier, in Invalidation invalidation) =>
        new(notifier, notifier.CurrentRegistration!.Space, in invalidation, "range_start");

    internal static CallbackMeasurement OfEnd(RangeNotifier notifier, in Invalidation invalidation) =>
        new(notifier, notifier.CurrentRegistration!.Space, in invalidation, "range_end");

    public void Dispose()
    {
        if (_startedAt == 0)
            return;
        var elapsed = Stopwatch.GetElapsedTime(_startedAt);
        if (IsTraced)
            NotifierEventSource.Log.Callback(_space.Name, $"{_notifier}", _pass, Enum.GetName(_event)!, (long)elapsed.TotalNanoseconds);
        if (NotifierMeter.CallbackDuration.Enabled)
        {
            NotifierMeter.CallbackDuration.Record(
                elapsed.TotalSeconds, NotifierMeter.Space(_space), NotifierMeter.Event(_event), new("notifiersdk.notifier.type", _notifier.GetType().Name), new("notifiersdk.callback.pass", _pass));
        }
    }
}
