using GuestCodeCache.Machine.Kernel;
using GuestCodeCache.Machine.Programs;

namespace GuestCodeCache.Machine;

/// <summary>What runs, and how.</summary>
/// <param name="Callers">The threads that call code while another one changes it.</param>
/// <param name="Threshold">How often a block is interpreted before it is translated.</param>
public sealed record Load(int Callers, int Threshold)
{
    /// <summary>The programs, each of which takes some tenths of a second.</summary>
    public IReadOnlyList<GuestProgram> Programs { get; } =
    [
        Dhrystone.Write(rounds: 60_000),
        SelfModifying.Write(versions: 400),
        CrossModifying.Write(Callers, versions: 150),
        Overlays.Write(Callers, versions: 150),
    ];
}
