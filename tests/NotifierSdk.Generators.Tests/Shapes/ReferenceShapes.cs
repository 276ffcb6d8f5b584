namespace NotifierSdk.Generators.Tests.Shapes;

/// <summary>What refers to the stack, on its way from the fault's parameters through its steps, to what it returns and to what it hands out.</summary>
internal static class ReferenceShapes
{
    private static readonly string[] s_types = ["int", "Span<int>", "Own"];

    private static readonly string[] s_entries = ["", "in ", "ref ", "out ", "scoped ", "scoped ref ", "[UnscopedRef] ref ", "[UnscopedRef] out "];

    private static readonly string[] s_steps = ["", "in ", "ref ", "out ", "scoped ", "[UnscopedRef] in ", "[UnscopedRef] ref ", "[UnscopedRef] out "];

    private static readonly string[] s_collects =
    [
        "private Span<int> Read({0}) => throw null!;",
        "private bool Read({0}, out Span<int> read) => throw null!;",
        "private bool Read({0}, [UnscopedRef] out Span<int> read) => throw null!;",
        "private bool Read({0}, out Own read) => throw null!;",
        "private bool Read({0}, out int read) => throw null!;",
    ];

    public static IEnumerable<Shape> All => ThroughCommit.Concat(ThroughCollect);

    // Into the commit, beside what was collected from nothing.
    private static IEnumerable<Shape> ThroughCommit =>
        from type in s_types
        from entry in s_entries
        from step in s_steps
        where IsPassable(entry, step)
        from result in new[] { "FaultStatus", "Span<int>" }
        from range in new[] { "", "in AddressRange range, ", "scoped in AddressRange range, " }
        let returns = result == "FaultStatus" ? "void" : result
        select Make($"{result} of {entry}{type}, committed as {range}{step}", result, $"{entry}{type} value", "Commit = nameof(Map)", $"private {returns} Map({range}{step}{type} value) => throw null!;");

    // Into the collect, and what came of it into commit and discard.
    private static IEnumerable<Shape> ThroughCollect =>
        from type in s_types.Except(["Own"])
        from entry in s_entries
        from step in s_steps
        where IsPassable(entry, step)
        from collect in s_collects
        from commit in new[] { "{1} read", "scoped {1} read", "in {1} read", "{1} read, ref Span<int> kept" }
        where !commit.StartsWith("scoped", StringComparison.Ordinal) || !collect.Contains("out int", StringComparison.Ordinal)
        from result in new[] { "FaultStatus", "Span<int>" }
        let returns = result == "FaultStatus" ? "void" : result
        let collected = collect.Contains("Own read", StringComparison.Ordinal) ? "Own" : collect.Contains("int read", StringComparison.Ordinal) ? "int" : "Span<int>"
        select Make($"{result} of {entry}{type}, collected as {step} by {collect}, committed as {commit}", result,
            $"{entry}{type} value{(commit.Contains("kept", StringComparison.Ordinal) ? ", ref Span<int> kept" : "")}",
            "Collect = nameof(Read), Commit = nameof(Map), Discard = nameof(Undo)",
            $"{collect.Replace("{0}", $"{step}{type} value", StringComparison.Ordinal)} private {returns} Map({commit.Replace("{1}", collected, StringComparison.Ordinal)}) => throw null!; private void Undo({collected} read) {{ }}");

    // The others are refused before anybody asks what they refer to.
    private static bool IsPassable(string entry, string step) =>
        step.EndsWith("out ", StringComparison.Ordinal) ? entry.EndsWith("out ", StringComparison.Ordinal) || entry.EndsWith("ref ", StringComparison.Ordinal)
        : !entry.EndsWith("out ", StringComparison.Ordinal) && !(step.EndsWith("ref ", StringComparison.Ordinal) && entry == "in ");

    private static Shape Make(string name, string result, string parameter, string steps, string members) => new(name, $$"""
        internal ref struct Own { public ref int Field; public Span<int> Span; }
        internal sealed partial class Driver : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();
            [Invalidate] private void Drop() { }
            [Fault({{steps}})] internal partial {{result}} Fault(AddressRange range, {{parameter}});
            {{members}}
        }
        """);
}
