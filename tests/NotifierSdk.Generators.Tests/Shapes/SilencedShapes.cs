namespace NotifierSdk.Generators.Tests.Shapes;

/// <summary>What the author was warned of, and chose to live with: no file of ours warns again, where a pragma of the author's does not reach.</summary>
internal static class SilencedShapes
{
    private static readonly string[] s_marks = ["", "[Obsolete]", "[Obsolete(\"old\")]", "[Obsolete(\"old\", true)]", "[Obsolete(DiagnosticId = \"OLD1\")]", "[Experimental(\"NEW1\")]"];

    private static readonly string[] s_places =
    [
        "driver", "outer", "base", "fault", "collect", "commit", "discard", "rangeStep", "field", "property", "device", "drop", "parameterType", "collectedType", "resultType", "argumentType",
    ];

    private static readonly string[] s_kept = ["string", "string?", "List<string>", "List<string?>", "string[]", "string?[]", "T", "T?", "(string, int)", "(string?, int)", "Func<string>", "Func<string?>"];

    public static IEnumerable<Shape> All => Marks.Concat(Nullability).Concat(NullableContexts).Concat(NullableLocks);

    private static IEnumerable<Shape> Marks =>
        from mark in s_marks
        from place in s_places
        from callback in new[] { "Invalidate", "InvalidateStart", "InvalidateFinish" }
        where callback == "Invalidate" || place == "drop"
        from isAwaited in new[] { false, true }
        from isWhole in new[] { false, true }
        select Marked($"{mark} on {place} {callback}{(isAwaited ? ", Task" : "")}{(isWhole ? ", the driver marked" : "")}", mark, place, callback, isAwaited, isWhole && place is not "driver" ? mark : "");

    private static Shape Marked(string name, string mark, string place, string callback, bool isAwaited, string whole)
    {
        string At(string which) => which == place ? mark + " " : "";
        var isLower = mark.Length == 0 && place.EndsWith("Type", StringComparison.Ordinal);
        string Type(string which) => which + (isLower && which + "Type" == place ? "" : "X");
        return new Shape(name, $$"""
            #pragma warning disable CS0612, CS0618, CS0672, CS0809, CS8981, NEW1, OLD1
            {{At("parameterType")}}public sealed class {{Type("parameter")}};
            {{At("collectedType")}}public sealed class {{Type("collected")}};
            {{At("resultType")}}public sealed class {{Type("result")}};
            {{At("argumentType")}}public sealed class {{Type("argument")}};
            internal sealed class Device { {{At("device")}}public DriverLock Gate { get; } = new(); }
            {{At("base")}}internal abstract class Base : IntervalNotifier;
            {{At("outer")}}internal static partial class Outer
            {
                {{At("driver")}}{{whole}}
                internal sealed partial class Driver : Base
                {
                    {{(place == "property" ? $"private readonly Device _device = new(); {mark} [DriverLock] private DriverLock Gate => _device.Gate;" : place == "device" ? "private readonly Device _device = new(); [DriverLock] private DriverLock Gate => _device.Gate;" : $"{At("field")}[DriverLock] private readonly DriverLock _lock = new();")}}
                    {{At(callback == "Invalidate" ? "drop" : "")}}{{(callback == "Invalidate" ? "[Invalidate] private void Drop() { }" : "")}}
                    {{(callback == "Invalidate" ? "" : $"{At(callback == "InvalidateStart" ? "drop" : "")}[InvalidateStart] private void Begin() {{ }} {At(callback == "InvalidateFinish" ? "drop" : "")}[InvalidateFinish] private void End() {{ }}")}}
                    {{At("fault")}}[Fault(Range = nameof(RangeOf), Collect = nameof(Read), Commit = nameof(Map), Discard = nameof(Undo))]
                    internal partial {{(isAwaited ? $"ValueTask<{Type("result")}>" : Type("result"))}} Fault({{Type("parameter")}} one, List<{{Type("argument")}}> many);
                    {{At("rangeStep")}}private AddressRange RangeOf({{Type("parameter")}} one) => AddressRange.All;
                    {{At("collect")}}private bool Read({{Type("parameter")}} one, out {{Type("collected")}} found) { found = null!; return true; }
                    {{At("commit")}}private {{Type("result")}} Map({{Type("collected")}} found) => null!;
                    {{At("discard")}}private void Undo({{Type("collected")}} found) { }
                }
            }
            """);
    }

    private static IEnumerable<Shape> Nullability =>
        from source in s_kept
        from target in s_kept
        where source.Replace("?", "", StringComparison.Ordinal) == target.Replace("?", "", StringComparison.Ordinal)
        from flow in new[] { "collected", "tried", "parameter", "result" }
        select new Shape($"{flow} {source} to {target}", $$"""
            internal sealed partial class Driver<T> : IntervalNotifier where T : class
            {
            #pragma warning disable CS8604, CS8620, CS8603, CS8619
                [DriverLock] private readonly DriverLock _lock = new();
                [Invalidate] private void Drop() { }
                [Fault({{(flow is "collected" or "tried" ? "Collect = nameof(Read), Discard = nameof(Undo), " : "")}}Commit = nameof(Map))]
                internal partial {{(flow == "result" ? target : "FaultStatus")}} Fault(AddressRange range{{(flow == "parameter" ? $", {source} value" : "")}});
                {{(flow == "collected" ? $"private {source} Read() => default!;" : flow == "tried" ? $"private bool Read(out {source} read) {{ read = default!; return true; }}" : "")}}
                {{(flow is "collected" or "tried" ? $"private void Undo({target} value) {{ }}" : "")}}
                private {{(flow == "result" ? $"{source} Map() => default!;" : $"void Map({target} value) {{ }}")}}
            }
            """);

    private static IEnumerable<Shape> NullableContexts =>
        from context in new[] { "enable", "disable", "enable annotations", "enable warnings", "disable annotations", "disable warnings" }
        from type in s_kept
        from isAwaited in new[] { false, true }
        select new Shape($"#nullable {context}, {type}{(isAwaited ? ", Task" : "")}", $$"""
            #nullable {{context}}
            #pragma warning disable CS8632, CS8669
            internal sealed partial class Driver<T> : IntervalNotifier where T : class
            {
                [DriverLock] private readonly DriverLock _lock = new();
                [Invalidate] private void Drop() { }
                [Fault(Collect = nameof(Read), Commit = nameof(Map), Discard = nameof(Undo))]
                internal partial {{(isAwaited ? $"Task<{type}>" : type)}} Fault<M>(AddressRange range, {{type}} value, List<{{type}}> values, M more) where M : class, IEnumerable<{{type}}>;
                private {{type}} Read({{type}} value) => value;
                private {{type}} Map({{type}} read, List<{{type}}> values) => read;
                private void Undo({{type}} read) { }
            }
            """);

    private static IEnumerable<Shape> NullableLocks =>
        from type in new[] { "DriverLock", "Lock", "object", "SemaphoreSlim", "ReaderWriterLockSlim" }
        from member in new[] { "[DriverLock] private readonly {0}? _lock = new({1});", "private readonly {0}? _gate = new({1}); [DriverLock] private {0}? Gate => _gate;", "[DriverLock] private {0}? Gate { get; }" }
        from isAwaited in new[] { false, true }
        select new Shape($"{type}? as {member}{(isAwaited ? ", Task" : "")}", $$"""
            internal sealed partial class Driver : IntervalNotifier
            {
                {{member.Replace("{0}", type, StringComparison.Ordinal).Replace("{1}", type == "SemaphoreSlim" ? "1, 1" : "", StringComparison.Ordinal)}}
                [Invalidate] private void Drop() { }
                [Fault(Commit = nameof(Map))] internal partial {{(isAwaited ? "Task<FaultStatus>" : "FaultStatus")}} Fault(AddressRange range);
                private void Map() { }
            }
            """);
}
