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
    internal static void Began(InvalidationSlot slot, long word, bool isBlockable)
    {
        var (space, @event) = (slot.Space, slot.Event);
        if (NotifierEventSource.Log.IsEnabled(EventLevel.Verbose, NotifierEventSource.Keywords.Invalidations))
        {
            Listeners.Tell((space, slot, word, slot.Range, @event, isBlockable), static told => NotifierEventSource.Log.InvalidationBegin(
                told.space.Name, Enum.GetName(told.@event)!, told.Range.Start, told.Range.Last, told.isBlockable, told.slot.Number, InvalidationSlot.GenerationOf(told.word)));
        }

        Listeners.Count(NotifierMeter.Invalidations, NotifierMeter.Space(space.Name), NotifierMeter.Event(@event));
    }

    internal static void Ended(InvalidationSlot slot, long word) =>
        Listeners.Tell((slot, word), static told => NotifierEventSource.Log.InvalidationEnd(told.slot.Number, InvalidationSlot.GenerationOf(told.word)));

    /// <summary>A notifier refused; the invalidation has ended.</summary>
    internal static void Refused(AddressSpace space, in Invalidation invalidation)
    {
        if (NotifierEventSource.Log.IsEnabled())
        {
            Listeners.Tell((space, invalidation), static told => NotifierEventSource.Log.InvalidationRefused(
                told.space.Name, Enum.GetName(told.invalidation.Event)!, told.invalidation.Range.Start, told.invalidation.Range.Last));
        }

        if (NotifierMeter.Refusals.Enabled)
            Listeners.Count(NotifierMeter.Refusals, NotifierMeter.Space(space.Name), NotifierMeter.Event(invalidation.Event));
    }
}
