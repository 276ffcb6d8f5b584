using System.Diagnostics.Metrics;

namespace NotifierSdk.CompilerServices;

/// <summary>What faults report to whoever listens to the meter <c>NotifierSdk</c>; one test of a field each while nobody does.</summary>
internal static class FaultMetrics
{
    private static readonly Meter s_meter = new("NotifierSdk");

    private static readonly Counter<long> s_attempts = s_meter.CreateCounter<long>(
        "notifiersdk.fault.attempts", "{attempt}", "Read sections that faults began.");

    private static readonly Counter<long> s_collisions = s_meter.CreateCounter<long>(
        "notifiersdk.fault.collisions", "{collision}", "Attempts of faults that collided with an invalidation before they could commit.");

    internal static void Began()
    {
        if (s_attempts.Enabled)
            s_attempts.Add(1);
    }

    internal static void Collided()
    {
        if (s_collisions.Enabled)
            s_collisions.Add(1);
    }
}
