using System.Collections.Concurrent;
using System.Diagnostics.Tracing;

namespace NotifierSdk.Runtime.Tests.Telemetry;

/// <summary>Listens to the event source, and keeps what it hears of the test's own spaces: what another test left to the thread pool may be heard too.</summary>
internal sealed class HeardEvents : EventListener
{
    private readonly ConcurrentQueue<EventWrittenEventArgs> _heard = new();
    private readonly Action<EventWrittenEventArgs>? _whenHeard;

    internal HeardEvents(EventLevel level = EventLevel.Verbose, EventKeywords keywords = EventKeywords.All, Action<EventWrittenEventArgs>? whenHeard = null)
    {
        _whenHeard = whenHeard;
        EnableEvents(EventSource.GetSources().Single(source => source.Name == "NotifierSdk"), level, keywords);
    }

    /// <summary>The names of these spaces.</summary>
    internal string[] Spaces { get; init; } = ["listened"];

    internal List<EventWrittenEventArgs> All => [.. _heard.Where(heard => heard.EventId > 0 && IsOwn(heard))];

    internal List<string> Names => [.. All.Select(heard => heard.EventName!)];

    internal string Arguments(string name) => string.Join(", ", All.Single(heard => heard.EventName == name).Payload!);

    internal object? Argument(string name, string argument)
    {
        var heard = All.Single(heard => heard.EventName == name);
        return heard.Payload![heard.PayloadNames!.IndexOf(argument)];
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        // The base constructor comes before the fields; nothing is enabled by then.
        _heard.Enqueue(eventData);
        _whenHeard?.Invoke(eventData);
    }

    // The end of an invalidation does not name its space. What is left to the thread pool ends none.
    private bool IsOwn(EventWrittenEventArgs heard) => heard.PayloadNames![0] != "space" || Spaces.Contains(heard.Payload![0]);
}
