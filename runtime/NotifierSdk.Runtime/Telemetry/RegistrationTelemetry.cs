using System.Diagnostics.Tracing;
using NotifierSdk.Engine;

namespace NotifierSdk.Telemetry;

/// <summary>What is told of inserts, removals and batches. To be called without the writer lock, which listeners must not be called under.</summary>
internal static class RegistrationTelemetry
{
    private static bool IsTraced => NotifierEventSource.Log.IsEnabled(EventLevel.Informational, NotifierEventSource.Keywords.Registrations);

    internal static void Inserted(Registration registration, AddressRange range)
    {
        if (IsTraced)
            Listeners.Tell((registration, range), static told => NotifierEventSource.Log.Insert(told.registration.SpaceName, told.registration.Name, told.range.Start, told.range.Last));
        if (NotifierMeter.Inserts.Enabled)
            Listeners.Count(NotifierMeter.Inserts, NotifierMeter.Space(registration.SpaceName));
    }

    internal static void Removed(Registration registration)
    {
        if (IsTraced)
        {
            Listeners.Tell(registration, static registration =>
                NotifierEventSource.Log.Remove(registration.SpaceName, registration.Name, registration.Range.Start, registration.Range.Last));
        }

        if (NotifierMeter.Removes.Enabled)
            Listeners.Count(NotifierMeter.Removes, NotifierMeter.Space(registration.SpaceName));
    }

    /// <summary>A batch was applied: tells of it, then of each insert and removal in it.</summary>
    internal static void Applied(AddressSpace space, BatchEntry[] entries)
    {
        if (IsTraced)
        {
            Listeners.Tell((space, entries), static told => NotifierEventSource.Log.Batch(
                told.space.Name, CountOf(told.entries, BatchEntryKind.Insert), CountOf(told.entries, BatchEntryKind.Update), CountOf(told.entries, BatchEntryKind.RemoveLater)));
        }

        if (NotifierMeter.Batches.Enabled)
            Listeners.Count(NotifierMeter.Batches, NotifierMeter.Space(space.Name));
        foreach (var entry in entries)
        {
            if (entry.Kind == BatchEntryKind.Insert)
                Inserted(entry.Registration, entry.Range);
            else if (entry.Kind == BatchEntryKind.RemoveLater)
                Removed(entry.Registration);
        }
    }

    private static int CountOf(BatchEntry[] entries, BatchEntryKind kind)
    {
        var count = 0;
        foreach (var entry in entries)
            count += entry.Kind == kind ? 1 : 0;
        return count;
    }
}
