using System.Diagnostics.Tracing;

namespace NotifierSdk.Telemetry;

/// <summary>The event source <c>NotifierSdk</c>: what happened, one by one, where the meter says how often.</summary>
/// <remarks>
/// Described by a manifest that is made of these methods, so nothing of it needs reflection over its arguments. Begin and end are two events and not an activity:
/// a detached invalidation ends on any thread, so they are paired by slot and generation instead.
/// </remarks>
[EventSource(Name = NotifierMeter.Name)]
internal sealed class NotifierEventSource : EventSource
{
    internal static readonly NotifierEventSource Log = new();

    private NotifierEventSource()
    {
    }

    public static class Keywords
    {
        public const EventKeywords Invalidations = (EventKeywords)0x1;
        public const EventKeywords Callbacks = (EventKeywords)0x2;
        public const EventKeywords Faults = (EventKeywords)0x4;
        public const EventKeywords Waits = (EventKeywords)0x8;
        public const EventKeywords Registrations = (EventKeywords)0x10;
        public const EventKeywords Errors = (EventKeywords)0x20;
    }

    [Event(1, Level = EventLevel.Verbose, Keywords = Keywords.Invalidations, Message = "{0}: {1} of [{2},{3}] begins")]
    public void InvalidationBegin(string space, string @event, ulong start, ulong last, bool isBlockable, int slot, long generation) =>
        WriteEvent(1, space, @event, start, last, isBlockable, slot, generation);

    [Event(2, Level = EventLevel.Verbose, Keywords = Keywords.Invalidations, Message = "The invalidation in slot {0}, generation {1}, has ended")]
    public void InvalidationEnd(int slot, long generation) => WriteEvent(2, slot, generation);

    [Event(3, Level = EventLevel.Informational, Keywords = Keywords.Invalidations, Message = "{0}: {1} of [{2},{3}] was refused")]
    public void InvalidationRefused(string space, string @event, ulong start, ulong last) => WriteEvent(3, space, @event, start, last);

    [Event(4, Level = EventLevel.Verbose, Keywords = Keywords.Callbacks, Message = "{0}: {1} was called for {3}, pass {2}, and took {4} ns")]
    public void Callback(string space, string notifier, string pass, string @event, long nanoseconds) => WriteEvent(4, space, notifier, pass, @event, nanoseconds);

    [Event(5, Level = EventLevel.Verbose, Keywords = Keywords.Faults, Message = "{0}: {1} begins attempt {4} at [{2},{3}]")]
    public void FaultAttempt(string space, string notifier, ulong start, ulong last, int attempt) => WriteEvent(5, space, notifier, start, last, attempt);

    [Event(6, Level = EventLevel.Verbose, Keywords = Keywords.Faults, Message = "{0}: something collided with the read section of {1} at [{2},{3}]")]
    public void Collision(string space, string notifier, ulong start, ulong last) => WriteEvent(6, space, notifier, start, last);

    [Event(7, Level = EventLevel.Verbose, Keywords = Keywords.Waits, Message = "{0}: waits for {1}")]
    public void WaitBegin(string space, string waitedFor) => WriteEvent(7, space, waitedFor);

    [Event(8, Level = EventLevel.Verbose, Keywords = Keywords.Waits, Message = "{0}: waited for {1} for {3} ns: {2}")]
    public void WaitEnd(string space, string waitedFor, string outcome, long nanoseconds) => WriteEvent(8, space, waitedFor, outcome, nanoseconds);

    [Event(9, Level = EventLevel.Informational, Keywords = Keywords.Registrations, Message = "{0}: {1} is inserted for [{2},{3}]")]
    public void Insert(string space, string notifier, ulong start, ulong last) => WriteEvent(9, space, notifier, start, last);

    [Event(10, Level = EventLevel.Informational, Keywords = Keywords.Registrations, Message = "{0}: {1} is removed from [{2},{3}]")]
    public void Remove(string space, string notifier, ulong start, ulong last) => WriteEvent(10, space, notifier, start, last);

    [Event(11, Level = EventLevel.Informational, Keywords = Keywords.Registrations, Message = "{0}: a batch of {1} inserts, {2} updates and {3} removals is applied")]
    public void Batch(string space, int inserts, int updates, int removals) => WriteEvent(11, space, inserts, updates, removals);

    [Event(12, Level = EventLevel.Error, Keywords = Keywords.Errors, Message = "{0}: {2}")]
    public void Error(string space, string notifier, string message) => WriteEvent(12, space, notifier, message);

    [Event(13, Level = EventLevel.Warning, Keywords = Keywords.Errors, Message = "{0}: {1}")]
    public void ValidationReport(string rule, string message, string place, string otherPlace) => WriteEvent(13, rule, message, place, otherPlace);

    [Event(14, Level = EventLevel.Warning, Keywords = Keywords.Waits, Message = "{0}: {2}")]
    public void LongWait(string space, string waitedFor, string message) => WriteEvent(14, space, waitedFor, message);
}
