using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using System.Globalization;
using Microsoft.Diagnostics.NETCore.Client;

namespace NotifierSdk.Runtime.Tests.Telemetry;

/// <summary>What a tool sees that looks into a process from outside, through its diagnostic port.</summary>
[Collection(nameof(TelemetryCollection))]
public sealed class ProcessTests : IDisposable
{
    private readonly ObservedProcess _process = new();

    public void Dispose() => _process.Dispose();

    [Fact]
    public async Task The_counters_of_another_process_are_read_through_its_event_pipe()
    {
        string[] expected =
        [
            "notifiersdk.invalidations {invalidation} notifiersdk.event=Unmap,notifiersdk.space.name=observed: 100",
            "notifiersdk.hits {hit} notifiersdk.event=Unmap,notifiersdk.space.name=observed: 100",
            "notifiersdk.collisions {collision} notifiersdk.space.name=observed: 100",
        ];
        var published = new ConcurrentDictionary<string, bool>();
        var isHeard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var isComplete = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var provider = new EventPipeProvider("System.Diagnostics.Metrics", EventLevel.Informational, 0x7, new Dictionary<string, string>
        {
            ["SessionId"] = "NotifierSdk.Runtime.Tests",
            ["Metrics"] = "NotifierSdk",
            ["RefreshInterval"] = "0.1",
            ["MaxTimeSeries"] = "1000",
            ["MaxHistograms"] = "20",
        });
        await _process.Observe(provider, written =>
        {
            if (written.EventName == "CounterRateValuePublished")
            {
                var value = Convert.ToString(written.PayloadByName("value"), CultureInfo.InvariantCulture);
                published.TryAdd($"{written.PayloadByName("instrumentName")} {written.PayloadByName("unit")} {written.PayloadByName("tags")}: {value}", true);
                if (expected.All(published.ContainsKey))
                    isComplete.TrySetResult();
            }
            else if (written.EventName == "InitialInstrumentEnumerationComplete")
            {
                isHeard.TrySetResult(); // every instrument is listened to
            }
        });

        await isHeard.Task.WaitAsync(ObservedProcess.Patience, TestContext.Current.CancellationToken);
        await _process.Work();
        await Task.WhenAny(isComplete.Task, Task.Delay(ObservedProcess.Patience, TestContext.Current.CancellationToken));
        await _process.Leave();
        Assert.All(expected, line => Assert.Contains(line, published.Keys));
    }

    [Fact]
    public async Task The_events_of_another_process_are_read_through_its_event_pipe()
    {
        var heard = new ConcurrentQueue<string>();
        await _process.Observe(new EventPipeProvider("NotifierSdk", EventLevel.Verbose, 0x1 | 0x4), written =>
            heard.Enqueue(written.EventName == "Collision" ? $"Collision of {written.PayloadByName("notifier")} at {written.PayloadByName("start")}" : written.EventName));
        await _process.Work();
        await _process.Leave();
        var once = new[] { "InvalidationBegin", "InvalidationEnd", "Collision of NotifierSdk.Runtime.Tests.Observed.Driver at 4096" };
        Assert.Equal(Enumerable.Repeat(once, 100).SelectMany(names => names), heard);
    }
}
