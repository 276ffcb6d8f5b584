namespace NotifierSdk.Generators.Tests.Shapes;

/// <summary>Every kind of type, in every place of a fault, passed in every way.</summary>
internal static class TypeShapes
{
    private static readonly string[] s_types =
    [
        "int", "int?", "string", "string?", "nint", "object", "dynamic", "List<dynamic>", "DateTime", "Guid?", "Kind",
        "int[]", "int[,]", "int[][]", "string?[]?", "List<string?>", "Dictionary<string, List<int?>>", "(int a, string? b)", "(int, (long x, long))",
        "int*", "void*", "int**", "int*[]", "List<int*[]>", "Dictionary<int, List<void*[]>>", "Outer<int*[]>.Inner",
        "delegate*<int, void>", "delegate* unmanaged[Cdecl]<int*, ref int>", "delegate*<in int, ref readonly int>[]",
        "Span<int>", "ReadOnlySpan<char>", "Stacked", "Outer<int>.Inner", "Outer<string>.Nested<List<int>>", "T", "T?", "T[]", "C", "C?", "List<C>", "V", "V?", "U", "U*", "R",
        "Action<int>", "Memory<byte>", "ReadSection", "Invalidation", "Task", "ValueTask<int>", "IComparable<T>",
    ];

    private static readonly string[] s_passing = ["", "in ", "ref ", "out ", "ref readonly ", "scoped ", "scoped in ", "scoped ref ", "params "];

    private const string Surroundings = """
        internal enum Kind { None }
        internal ref struct Stacked { public ref int Field; }
        internal static class Outer<X> { public sealed class Inner; public sealed class Nested<Y>; }
        """;

    public static IEnumerable<Shape> All => Parameters.Concat(Collected).Concat(Results).Concat(ReferenceSafety);

    private static IEnumerable<Shape> Parameters =>
        from type in s_types
        from entry in s_passing
        from step in new[] { entry, "in " }.Distinct()
        from isAsynchronous in new[] { false, true }
        where !isAsynchronous || entry.Length == 0
        from isUnsafe in Unsafe(type)
        select Make(
            $"{(isAsynchronous ? "Task " : "")}fault takes {entry}{type}, step {step}, unsafe {isUnsafe}", isUnsafe,
            $"internal {(isUnsafe == "method" ? "unsafe " : "")}partial {(isAsynchronous ? "Task<FaultStatus>" : "FaultStatus")} Fault(AddressRange range, {entry}{type} value);",
            $$"""private {{(isUnsafe == "method" ? "unsafe " : "")}}void Map({{(step == "params " ? "" : step)}}{{type}} value) { {{(step.EndsWith("out ", StringComparison.Ordinal) ? "value = default!;" : "")}} }""");

    private static IEnumerable<Shape> Collected =>
        from type in s_types
        from form in new[] { "value", "try", "await" }
        from isAsynchronous in new[] { false, true }
        where form != "await" || isAsynchronous
        from take in new[] { "", "in " }
        from isUnsafe in Unsafe(type)
        let modifier = isUnsafe == "method" ? "unsafe " : ""
        select Make(
            $"{(isAsynchronous ? "Task " : "")}fault collects {type} by {form}, step takes {take}, unsafe {isUnsafe}", isUnsafe,
            $"internal partial {(isAsynchronous ? "Task<FaultStatus>" : "FaultStatus")} Fault(AddressRange range);",
            (form == "value" ? $"private {modifier}{type} Read() => default!;"
                : form == "try" ? $$"""private {{modifier}}bool Read(out {{type}} read) { read = default!; return true; }"""
                : $"private {modifier}ValueTask<{type}> Read() => default!;")
            + $$""" private {{modifier}}void Map({{take}}{{type}} value) { } private {{modifier}}void Undo({{type}} value) { }""",
            "Collect = nameof(Read), Discard = nameof(Undo), ");

    private static IEnumerable<Shape> Results =>
        from type in s_types
        from wrapper in new[] { "", "Task", "ValueTask" }
        from take in new[] { "", "in ", "ref ", "scoped in " }
        where wrapper.Length == 0 || take.Length == 0
        from isUnsafe in Unsafe(type)
        let modifier = isUnsafe == "method" ? "unsafe " : ""
        select Make(
            $"{wrapper} fault returns {type}, takes {take}, unsafe {isUnsafe}", isUnsafe,
            $"internal {modifier}partial {(wrapper.Length == 0 ? type : $"{wrapper}<{type}>")} Fault(AddressRange range, {take}int value);",
            $"private {modifier}{type} Map({take}int value) => default!;");

    // What a step returns may refer to what it was given.
    private static IEnumerable<Shape> ReferenceSafety =>
        from type in new[] { "Span<int>", "R" }
        from place in new[] { "result", "collected", "tried", "both" }
        from entry in s_passing.Append("[UnscopedRef] ref ")
        from step in s_passing.Except(["out ", "params "]).Append("[UnscopedRef] in ")
        from source in new[] { "int", "Span<int>" }
        select Make(
            $"{place} {type} from {entry}{source} passed as {step}", "nowhere",
            $"internal partial {(place is "result" or "both" ? type : "FaultStatus")} Fault(AddressRange range, {entry}{source} value);",
            place switch
            {
                "result" => $"private {type} Map({step}{source} value) => throw null!;",
                "collected" => $$"""private {{type}} Read({{step}}{{source}} value) => throw null!; private void Map({{type}} read) { }""",
                "tried" => $$"""private bool Read({{step}}{{source}} value, out {{type}} read) => throw null!; private void Map({{type}} read) { }""",
                _ => $$"""private {{type}} Read({{step}}{{source}} value) => throw null!; private {{type}} Map({{type}} read) => throw null!;""",
            },
            place == "result" ? "" : "Collect = nameof(Read), ");

    private static string[] Unsafe(string type) => type.Contains('*', StringComparison.Ordinal) ? ["type", "method"] : ["nowhere"];

    // Each beside an asynchronous fault, which no unsafe context may surround.
    private static Shape Make(string name, string isUnsafe, string fault, string steps, string arguments = "") => new(name, $$"""
        {{Surroundings}}
        internal sealed {{(isUnsafe == "type" ? "unsafe " : "")}}partial class Driver<T, C, V, U, R> : IntervalNotifier where C : class where V : struct where U : unmanaged where R : allows ref struct
        {
            [DriverLock] private readonly DriverLock _lock = new();
            [Invalidate] private void Drop() { }
            [Fault(Commit = nameof(Nothing))] internal partial Task Beside(AddressRange range);
            private void Nothing() { }
            [Fault({{arguments}}Commit = nameof(Map))] {{fault}}
            {{steps}}
        }
        """);
}
