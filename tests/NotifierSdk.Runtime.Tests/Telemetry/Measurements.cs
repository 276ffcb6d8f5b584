using System.Diagnostics.Metrics;

namespace NotifierSdk.Runtime.Tests.Telemetry;

/// <summary>Listens to the meter, or to one instrument of it, and keeps what is measured in one space.</summary>
internal sealed class Measurements : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Lock _lock = new();
    private readonly List<Measurement> _measured = [];

    internal Measurements(AddressSpace space, string? only = null)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "NotifierSdk" && (only is null || only == instrument.Name))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(space, instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(space, instrument, value, tags));
        _listener.Start();
    }

    /// <summary>What was measured with the instrument of that name, as "key=value …" with the space left out, and the value.</summary>
    internal List<(string Tags, double Value)> Of(string instrument)
    {
        lock (_lock)
            return [.. _measured.Where(measurement => measurement.Instrument.Name == instrument).Select(measurement => (measurement.Tags, measurement.Value))];
    }

    internal double Sum(string instrument) => Of(instrument).Sum(measured => measured.Value);

    internal List<string> Tags(string instrument) => [.. Of(instrument).Select(measured => measured.Tags)];

    public void Dispose() => _listener.Dispose();

    private void Keep(AddressSpace space, Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var all = tags.ToArray();
        if (!all.Contains(new("notifiersdk.space.name", space.Name)))
            return;
        var text = string.Join(' ', all.Where(tag => tag.Key != "notifiersdk.space.name").Select(tag => $"{tag.Key["notifiersdk.".Length..]}={tag.Value}"));
        lock (_lock)
            _measured.Add(new Measurement(instrument, text, value));
    }

    private sealed record Measurement(Instrument Instrument, string Tags, double Value);
}
