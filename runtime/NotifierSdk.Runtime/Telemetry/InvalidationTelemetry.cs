using System.Diagnostics.Tracing;
using System.Runtime.CompilerServices;
using NotifierSdk.Engine;

namespace NotifierSdk.Telemetry;

/// <summary>What is told of invalidations as a whole. Callers ask <see cref="IsEnabled"/> first; with nobody listening that one branch is all they pay.</summary>
internal static class InvalidationTelemetry
{
    private static int s_lastSlotNumber;

    // Both sides always: one branch instead of two.
    internal static bool IsEnabled
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => NotifierMeter.Invalidations.Enabled | NotifierEventSource.Log.IsEnabled();
    }

    /// <summary>Names a slot in events, which pair begin and end by it and its generation.</summary>
#pragma warning disable RS0030 // no protocol word: no step of an explored program depends on it
    internal static int NextSlotNumber() => Interlocked.Increment(ref s_lastSlotNumber);
#pragma warning restore RS0030

    /// <summary>A slot was claimed; nobody was called yet.</summary>
    internal static void Began(AddressSpace space, InvalidationSlot slot, long word, AddressRange range, InvalidationEvent @event, bool isBlockable)
    {
        if (NotifierEventSource.Log.IsEnabled(EventLevel.Verbose, NotifierEventSource.Keywords.Invalidations))
            NotifierEventSource.Log.InvalidationBegin(space.Name, Enum.GetName(@event)!, range.Start, range.Last, isBlockable, slot.Number, InvalidationSlot.GenerationOf(word));
        var isCounted = false;
        try
        {
            NotifierMeter.Invalidations.Add(1, NotifierMeter.Space(space), NotifierMeter.Event(@event));
            isCounted = true;
        }
        finally
        {
            // A listener of the meter threw, at whoever announces the change: nothing may stay open then.
            if (!isCounted)
                slot.TryEnd(word);
        }
    }

    internal static void Ended(InvalidationSlot slot, long word) =>
        NotifierEventSource.Log.InvalidationEnd(slot.Number, InvalidationSlot.GenerationOf(word));

    /// <summary>A notifier refused; the invalidation has ended.</summary>
    internal static void Refused(AddressSpace space, in Invalidation invalidation)
    {
        if (NotifierEventSource.Log.IsEnabled())
            NotifierEventSource.Log.InvalidationRefused(space.Name, Enum.GetName(invalidation.Event)!, invalidation.Range.Start, invalidation.Range.Last);
        if (NotifierMeter.Refusals.Enabled)
            NotifierMeter.Refusals.Add(1, NotifierMeter.Space(space), NotifierMeter.Event(invalidation.Event));
    }
}
