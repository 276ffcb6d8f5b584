using NotifierSdk.Testing.Oracle;
using NotifierSdk.Testing.Scheduling;

namespace NotifierSdk.Testing.Reporting;

/// <summary>The state of a scenario at one moment, in words.</summary>
/// <param name="Locks">Which locks are held, and by whom.</param>
/// <param name="Drivers">Sequence and hits of each driver.</param>
/// <param name="Mapping">What the mapping holds.</param>
/// <param name="Shadow">What each shadow holds.</param>
internal sealed record Snapshot(string Locks, string Drivers, string Mapping, string Shadow)
{
    internal static Snapshot Of(Run run) => run.Look(() => new Snapshot(
        string.Join("; ", run.HeldLocks.Select(held => $"{held.Lock}: {held.Thread}")) is { Length: > 0 } locks ? locks : "none",
        string.Join("; ", run.Oracle.Drivers.Select(run.Oracle.Describe)),
        run.Oracle.Mirrors.Count == 0 ? "" : run.Oracle.Mirrors[0].DescribeMapping(),
        string.Join("; ", run.Oracle.Mirrors.Select(mirror => Describe(run, mirror)))));

    private static string Describe(Run run, IShadowMirror mirror) =>
        run.Oracle.Mirrors.Count == 1 ? mirror.Describe() : $"{run.NameOf(mirror.Driver)}: {mirror.Describe()}";
}
