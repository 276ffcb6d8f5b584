using System.Collections.Concurrent;
using System.Diagnostics.Tracing;

namespace NotifierSdk.Runtime.Tests.Telemetry;

/// <summary>Listens to the event source, and keeps what it hears as "name: argument, …".</summary>
internal sealed class HeardEvents : EventListener
{
    private readonly ConcurrentQueue<EventWrittenEventArgs> _heard = new();
    private readonly Action<EventWrittenEventArgs>? _whenHeard;

    internal HeardEvents(EventLevel level = EventLevel.Verbose, EventKeywords keywords = EventKeywords.All, Action<EventWrittenEventArgs>? whenHeard = null)
    {
        _whenHeard = whenHeard;
        EnableEvents(EventSource.GetSources().Single(source => source.Name == "NotifierSdk"), level, keywords);
    }

    internal List<EventWrittenEventArgs> All => [.. _heard.Where(heard => heard.EventId > 0)];

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
}
