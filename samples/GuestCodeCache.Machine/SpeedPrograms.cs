using GuestCodeCache.Machine.Kernel;
using GuestCodeCache.Machine.Programs;

namespace GuestCodeCache.Machine;

/// <summary>Programs to measure with: they run longer, and some have no code that changes.</summary>
public static class SpeedPrograms
{
    /// <summary>Writes them.</summary>
    public static IReadOnlyList<GuestProgram> Write(int callers) =>
    [
        Dhrystone.Write(rounds: 20_000),
        Dhrystone.Write(rounds: 4_000, callers + 1),
        CrossModifying.Write(callers, versions: 200),
        Overlays.Write(callers, versions: 200),
    ];
}
