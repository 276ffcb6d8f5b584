using System.Globalization;
using RdmaOdp.Machine;

namespace RdmaOdp;

/// <summary>Everything that was counted, over all regions, at one moment.</summary>
internal sealed record Totals(long Faults, long Collisions, long Invalidations, long Bytes, long Unavailable, long Refused, long Released, long Stale)
{
    internal static Totals Of(Simulation simulation)
    {
        var regions = simulation.Slots.Select(slot => slot.Counters).ToArray();
        return new Totals(
            regions.Sum(region => region.Faults),
            regions.Sum(region => region.Collisions),
            regions.Sum(region => region.Invalidations),
            regions.Sum(region => region.Bytes),
            regions.Sum(region => region.Unavailable),
            regions.Sum(region => region.Refused),
            regions.Sum(region => region.Released),
            simulation.PhysicalMemory.Checker.Stale);
    }

    /// <summary>The last line of a run.</summary>
    internal string Verdict => string.Create(
        CultureInfo.InvariantCulture,
        $"verdict: {(Stale == 0 ? "ok" : "CORRUPTED")} faults={Faults} collisions={Collisions} invalidations={Invalidations} bytes={Bytes} stale={Stale}");
}
