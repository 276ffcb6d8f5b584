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
            NotifierEventSource.Log.Insert(registration.Space.Name, $"{registration.Notifier}", range.Start, range.Last);
        if (NotifierMeter.Inserts.Enabled)
            NotifierMeter.Inserts.Add(1, NotifierMeter.Space(registration.Space));
    }

    internal static void Removed(Registration registration)
    {
        if (IsTraced)
            NotifierEventSource.Log.Remove(registration.Space.Name, $"{registration.Notifier}", registration.Range.Start, registration.Range.Last);
        if (NotifierMeter.Removes.Enabled)
            NotifierMeter.Removes.Add(1, NotifierMeter.Space(registration.Space));
    }

    /// <summary>A batch was applied: tells of it, then of each insert and removal in it.</summary>
    internal static void Applied(AddressSpace space, ReadOnlySpan<BatchEntry> entries)
    {
        if (IsTraced)
            NotifierEventSource.Log.Batch(space.Name, CountOf(entries, BatchEntryKind.Insert), CountOf(entries, BatchEntryKind.Update), CountOf(entries, BatchEntryKind.RemoveLater));
        if (NotifierMeter.Batches.Enabled)
            NotifierMeter.Batches.Add(1, NotifierMeter.Space(space));
        foreach (var entry in entries)
        {
            if (entry.Kind == BatchEntryKind.Insert)
                Inserted(entry.Registration, entry.Range);
            else if (entry.Kind == BatchEntryKind.RemoveLater)
                Removed(entry.Registration);
        }
    }

    private static int CountOf(ReadOnlySpan<BatchEntry> entries, BatchEntryKind kind)
    {
        var count = 0;
        foreach (var entry in entries)
            count += entry.Kind == kind ? 1 : 0;
        return count;
    }
}
