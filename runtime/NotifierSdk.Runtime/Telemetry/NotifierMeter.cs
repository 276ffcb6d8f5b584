using System.Diagnostics.Metrics;

namespace NotifierSdk.Telemetry;

/// <summary>The meter <c>NotifierSdk</c> and its instruments: one for the process, as the conventions of metrics ask; a tag says which space.</summary>
/// <remarks>
/// Tags, and nothing else that is measured, are made only where <see cref="Instrument.Enabled"/> said that somebody listens. No measurement is made
/// under a lock of the runtime's, so a listener may call back into it wherever its caller may.
/// </remarks>
internal static class NotifierMeter
{
    internal const string Name = "NotifierSdk";

    private static readonly Meter s_meter = new(Name, typeof(NotifierMeter).Assembly.GetName().Version?.ToString(3));

    internal static readonly Counter<long> Invalidations =
        s_meter.CreateCounter<long>("notifiersdk.invalidations", "{invalidation}", "Changes that were announced, whether or not they reached anybody.");

    internal static readonly Counter<long> Refusals =
        s_meter.CreateCounter<long>("notifiersdk.refusals", "{refusal}", "Non-blockable invalidations that a notifier refused, because it would have had to wait.");

    internal static readonly Counter<long> Hits =
        s_meter.CreateCounter<long>("notifiersdk.hits", "{hit}", "Notifiers that an invalidation reached and called.");

    internal static readonly Histogram<double> CallbackDuration =
        s_meter.CreateHistogram<double>("notifiersdk.callback.duration", "s", "How long a notifier's callback took, which is how long it held the change up.", tags: null, Buckets(1e-6));

    internal static readonly Counter<long> Attempts =
        s_meter.CreateCounter<long>("notifiersdk.fault.attempts", "{attempt}", "Read sections that faults began; every fault begins a first one, and a further one after each collision.");

    internal static readonly Counter<long> Collisions =
        s_meter.CreateCounter<long>("notifiersdk.collisions", "{collision}", "Read sections that must not be committed, because something changed since they began.");

    internal static readonly Histogram<double> WaitDuration =
        s_meter.CreateHistogram<double>("notifiersdk.wait.duration", "s", "How long somebody was kept waiting by invalidations that ran.", tags: null, Buckets(1e-5));

    internal static readonly Counter<long> Inserts =
        s_meter.CreateCounter<long>("notifiersdk.inserts", "{insert}", "Registrations that began, alone or in a batch.");

    internal static readonly Counter<long> Removes =
        s_meter.CreateCounter<long>("notifiersdk.removes", "{remove}", "Registrations that were taken out, alone or in a batch.");

    internal static readonly Counter<long> Batches =
        s_meter.CreateCounter<long>("notifiersdk.batches", "{batch}", "Batches that were applied.");

    internal static KeyValuePair<string, object?> Space(string name) => new("notifiersdk.space.name", name);

    internal static KeyValuePair<string, object?> Event(InvalidationEvent @event) => new("notifiersdk.event", Enum.GetName(@event));

    // The bounds that tools take by default are made for web requests; six decades from the given one on, in steps of 1, 2 and 5.
    private static InstrumentAdvice<double> Buckets(double first) => new()
    {
        HistogramBucketBoundaries = [.. Enumerable.Range(0, 18).Select(step => first * Math.Pow(10, step / 3) * (step % 3) switch { 0 => 1, 1 => 2, _ => 5 })],
    };
}
