using System.Globalization;
using GuestCodeCache.Machine;

namespace GuestCodeCache;

/// <summary>Everything that was counted, over all programs, at one moment.</summary>
internal sealed record Totals(long Runs, long Instructions, long Translated, long Collisions, long Invalidations, long Dropped, long Wrong)
{
    internal static Totals Of(Simulation simulation)
    {
        var programs = simulation.Programs;
        return new Totals(
            programs.Sum(program => program.Runs),
            programs.Sum(program => program.Instructions),
            programs.Sum(program => program.Cache.Translated),
            programs.Sum(program => program.Cache.Collisions),
            programs.Sum(program => program.Cache.Invalidations),
            programs.Sum(program => program.Cache.Dropped),
            programs.Sum(program => program.Wrong));
    }

    /// <summary>The last line of a run.</summary>
    internal string Verdict => string.Create(
        CultureInfo.InvariantCulture,
        $"verdict: {(Wrong == 0 ? "ok" : "CORRUPTED")} runs={Runs} instructions={Instructions} translated={Translated} collisions={Collisions} invalidations={Invalidations} dropped={Dropped} wrong={Wrong}");
}
