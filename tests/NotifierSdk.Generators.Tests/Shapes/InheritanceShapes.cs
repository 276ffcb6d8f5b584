namespace NotifierSdk.Generators.Tests.Shapes;

/// <summary>Members that hide or override what generated code mentions, in the driver and above it; and faults that override and implement.</summary>
internal static class InheritanceShapes
{
    private static readonly Dictionary<string, (string Returns, string Parameters)> s_mentioned = new()
    {
        ["Owner"] = ("object?", ""),
        ["SetSeq"] = ("void", "InvalidationSequence sequence"),
        ["ReadRetry"] = ("bool", "ReadToken token"),
        ["WaitForCommits"] = ("void", ""),
        ["OnInvalidate"] = ("bool", "in Invalidation invalidation"),
        ["OnInvalidateStart"] = ("bool", "in Invalidation invalidation, out FinishState finish"),
        ["OnInvalidateFinish"] = ("void", "in Invalidation invalidation, FinishState finish"),
    };

    private static readonly string[] s_kinds =
    [
        "private new readonly object? {0} = null;",
        "protected new object? {0} {{ get; }}",
        "protected new const int {0} = 1;",
        "protected new static readonly int {0} = 1;",
        "protected new event Action? {0};",
        "protected new sealed class {0};",
        "protected new delegate bool {0}();",
        "private new {1} {0}({2}) => throw null!;",
        "protected new {1} {0}({2}) => throw null!;",
        "protected new virtual {1} {0}({2}) => throw null!;",
        "protected new abstract {1} {0}({2});",
        "public new {1} {0}({2}) => throw null!;",
        "protected override {1} {0}({2}) => throw null!;",
        "protected sealed override {1} {0}({2}) => throw null!;",
        "protected abstract override {1} {0}({2});",
        "protected bool {0}(object argument) => false;",
        "protected bool {0}(string argument, int other) => false;",
        "protected bool {0}<X>() => false;",
        "protected static bool {0}(object argument) => false;",
    ];

    private static readonly string[] s_callbacks =
    [
        "[Invalidate(IgnoreOwn = true)] private void Drop() { }",
        "[InvalidateStart(IgnoreOwn = true)] private void Begin() { } [InvalidateFinish] private void End() { }",
        "",
    ];

    public static IEnumerable<Shape> All => Hiding.Concat(Overriding).Concat(Constraints);

    private static IEnumerable<Shape> Hiding =>
        from mentioned in s_mentioned
        from kind in s_kinds
        from above in new[] { 0, 1, 2 }
        from callback in s_callbacks
        let member = kind.Replace("{0}", mentioned.Key, StringComparison.Ordinal).Replace("{1}", mentioned.Value.Returns, StringComparison.Ordinal)
            .Replace("{2}", mentioned.Value.Parameters, StringComparison.Ordinal).Replace("{{", "{", StringComparison.Ordinal).Replace("}}", "}", StringComparison.Ordinal)
        select new Shape($"{member} {(above == 0 ? "in the driver" : $"{above} above")}, {callback}", $$"""
            internal abstract class Base1 : IntervalNotifier { {{(above == 2 ? member : "")}} }
            internal abstract class Base0 : Base1 { {{(above == 1 ? member : "")}} }
            internal abstract partial class Driver : {{(above == 0 ? "IntervalNotifier" : "Base0")}}
            {
                {{(above == 0 ? member : "")}}
                [DriverLock] private readonly DriverLock _lock = new();
                {{callback}}
                [Fault(Commit = nameof(Map))] internal partial FaultStatus Fault(AddressRange range);
                private void Map() { }
            }
            """);

    private static readonly string[] s_constraints =
    [
        "", "where A : class", "where A : class?", "where A : struct", "where A : notnull", "where A : unmanaged", "where A : new()", "where A : IDisposable", "where A : allows ref struct",
        "where A : IComparable<A>, new()", "where A : Stream",
    ];

    private static IEnumerable<Shape> Overriding =>
        from access in new[] { "public", "protected", "internal", "private", "protected internal", "private protected", "" }
        from modifiers in new[] { "", "virtual", "abstract", "static", "sealed", "new", "unsafe", "extern", "async", "readonly", "override", "sealed override", "unsafe override", "override unsafe", "new virtual" }
        from isAsynchronous in new[] { false, true }
        select Overridden(access, modifiers, "", isRepeated: true, isNullable: false, isAsynchronous);

    private static IEnumerable<Shape> Constraints =>
        from modifiers in new[] { "", "override", "sealed override" }
        from constraint in s_constraints
        from isRepeated in new[] { false, true }
        from isNullable in new[] { false, true }
        from isAsynchronous in new[] { false, true }
        select Overridden("public", modifiers, constraint, isRepeated, isNullable, isAsynchronous);

    private static Shape Overridden(string access, string modifiers, string constraint, bool isRepeated, bool isNullable, bool isAsynchronous)
    {
        var isOverride = modifiers.Contains("override", StringComparison.Ordinal);
        var result = isAsynchronous ? "Task<FaultStatus>" : "FaultStatus";
        var signature = $"Fault<A>(AddressRange range, {(isNullable ? "A?" : "A")} value)";
        var own = !isOverride ? constraint
            : !isRepeated ? "where A : default"
            : constraint.Contains(": class", StringComparison.Ordinal) ? "where A : class"
            : constraint.Contains(": struct", StringComparison.Ordinal) ? "where A : struct"
            : "";
        return new Shape($"{access} {modifiers} {result} {signature} {own}, over {constraint}", $$"""
            internal class Stream;
            internal abstract class Base : IntervalNotifier { {{(isOverride && access is not ("" or "private") ? $"{access} abstract {result} {signature} {constraint};" : "")}} }
            internal {{(modifiers.Contains("abstract", StringComparison.Ordinal) ? "abstract" : "")}} partial class Driver : Base
            {
                [DriverLock] private readonly DriverLock _lock = new();
                [Invalidate] private void Drop() { }
                [Fault(Commit = nameof(Map))] {{access}} {{modifiers}} partial {{result}} {{signature}} {{own}};
                private void Map() { }
            }
            """);
    }
}
