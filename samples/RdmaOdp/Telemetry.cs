using System.Diagnostics.Metrics;
using System.Globalization;
using NotifierSdk;

namespace RdmaOdp;

/// <summary>What the runtime itself counted, read from its meter as any tool reads it.</summary>
internal sealed class Telemetry : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _invalidations, _releases, _hits, _attempts, _collisions, _batches;

    /// <summary>Listens from here on.</summary>
    public Telemetry()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "NotifierSdk" && instrument is Counter<long>)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument.Name, value, tags));
        _listener.Start();
    }

    /// <summary>The sample counts at its own places. Each callback is a hit; a fault that collided and found its region gone then is known to the meter alone.</summary>
    /// <exception cref="InvalidOperationException">Runtime and sample disagree.</exception>
    public void Check(Totals totals)
    {
        if (_hits != totals.Invalidations || _collisions < totals.Collisions)
            throw new InvalidOperationException($"The sample counted {totals.Invalidations} invalidations that reached regions and {totals.Collisions} collisions, and its {this}.");
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"telemetry: {_invalidations} invalidations, {_releases} of them releases; {_hits} hits; {_attempts} attempts, {_collisions} collisions; {_batches} batches");

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Add(string instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        switch (instrument)
        {
            case "notifiersdk.invalidations":
                Interlocked.Add(ref _invalidations, value);
                if (IsRelease(tags))
                    Interlocked.Add(ref _releases, value);
                break;
            case "notifiersdk.hits":
                Interlocked.Add(ref _hits, value);
                break;
            case "notifiersdk.fault.attempts":
                Interlocked.Add(ref _attempts, value);
                break;
            case "notifiersdk.collisions":
                Interlocked.Add(ref _collisions, value);
                break;
            case "notifiersdk.batches":
                Interlocked.Add(ref _batches, value);
                break;
        }
    }

    private static bool IsRelease(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var (name, value) in tags)
        {
            if (name == "notifiersdk.event")
                return value is nameof(InvalidationEvent.Release);
        }

        return false;
    }
}
