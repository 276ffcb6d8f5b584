namespace NotifierSdk.Generators.Tests.Shapes;

/// <summary>Our attributes on every kind of member, ahead of the fault and behind it.</summary>
internal static class MemberShapes
{
    private static readonly Dictionary<string, string> s_methods = new()
    {
        ["method"] = "{0} private void M() {{ }}",
        ["static method"] = "{0} private static void M() {{ }}",
        ["virtual method"] = "{0} protected virtual void M() {{ }}",
        ["abstract method"] = "{0} protected abstract void M();",
        ["override"] = "{0} public override string ToString() => \"\";",
        ["partial method"] = "{0} private partial void M(); private partial void M() {{ }}",
        ["other half of a partial method"] = "private partial void M(); {0} private partial void M() {{ }}",
        ["partial method without modifier"] = "{0} partial void M();",
        ["extern method"] = "[System.Runtime.InteropServices.DllImport(\"x\")] {0} private static extern void M();",
        ["explicit implementation"] = "{0} void IDisposable.Dispose() {{ }}",
        ["get"] = "private int P {{ {0} get => 0; }}",
        ["set"] = "private int P {{ get => 0; {0} set {{ }} }}",
        ["init"] = "private int P {{ get => 0; {0} init {{ }} }}",
        ["automatic get"] = "private int P {{ {0} get; }}",
        ["indexer's get"] = "private int this[int i] {{ {0} get => 0; }}",
        ["explicit indexer's get"] = "int IReadOnlyList<int>.this[int i] {{ {0} get => 0; }}",
        ["add"] = "private event Action E {{ {0} add {{ }} remove {{ }} }}",
        ["remove"] = "private event Action E {{ add {{ }} {0} remove {{ }} }}",
        ["event's accessors"] = "{1} private event Action? E;",
        ["finalizer"] = "{0} ~Driver() {{ }}",
        ["operator"] = "{0} public static Driver operator +(Driver one) => one;",
        ["conversion"] = "{0} public static explicit operator int(Driver one) => 0;",
        ["constructor"] = "{0} public Driver() {{ }}",
        ["local function"] = "private void M() {{ {0} void L() {{ }} L(); }}",
        ["lambda"] = "private readonly Action _a = {0} () => {{ }};",
        ["generic method"] = "{0} private void M<T>() {{ }}",
        ["iterator"] = "{0} private IEnumerable<int> M() {{ yield break; }}",
        ["async method"] = "{0} private async void M() {{ await Task.Yield(); }}",
    };

    private static readonly string[] s_attributes =
    [
        "Invalidate", "Invalidate(IgnoreOwn = true)", "InvalidateStart", "InvalidateFinish", "Fault(Commit = nameof(Map))", "RequiresLock(\"_lock\")",
    ];

    private static readonly Dictionary<string, string> s_locks = new()
    {
        ["readonly field"] = "[DriverLock] private readonly {0} _lock = new();",
        ["field of a property"] = "[field: DriverLock] private {0} Gate {{ get; }} = new();",
        ["field of an init property"] = "[field: DriverLock] public {0} Gate {{ get; init; }} = new();",
        ["field of a set property"] = "[field: DriverLock] private {0} Gate {{ get; set; }} = new();",
        ["field of a semi-automatic property"] = "[field: DriverLock] private {0} Gate {{ get => field; }} = new();",
        ["property and its field"] = "[DriverLock, field: DriverLock] private {0} Gate {{ get; }} = new();",
        ["both of a property"] = "[DriverLock] [field: DriverLock] private {0} Gate {{ get; }} = new();",
        ["property"] = "[DriverLock] private {0} Gate {{ get; }} = new();",
        ["required property"] = "[DriverLock] public required {0} Gate {{ get; init; }}",
        ["virtual property"] = "[DriverLock] protected virtual {0} Gate {{ get; }} = new();",
        ["path"] = "private readonly {0} _gate = new(); [DriverLock] private {0} Gate => _gate;",
        ["suppressed path"] = "private readonly {0}? _gate = new(); [DriverLock] private {0} Gate => _gate!;",
        ["event's field"] = "[field: DriverLock] private event Action? E;",
        ["static field"] = "[DriverLock] private static readonly {0} s_lock = new();",
        ["volatile field"] = "[DriverLock] private volatile {0} _lock = new();",
        ["constant"] = "[DriverLock] private const {0} Lock = null!;",
        ["ref property"] = "private readonly {0} _gate = new(); [DriverLock] private ref readonly {0} Gate => ref _gate;",
        ["indexer"] = "[DriverLock] private {0} this[int i] => new();",
        ["partial property"] = "[DriverLock] private partial {0} Gate {{ get; }} private readonly {0} _gate = new(); private partial {0} Gate => _gate;",
        ["explicit property"] = "private interface IGated {{ {0} Gate {{ get; }} }} [DriverLock] {0} IGated.Gate {{ get; }} = new();",
    };

    public static IEnumerable<Shape> All => Methods.Concat(Locks);

    private static IEnumerable<Shape> Methods =>
        from method in s_methods
        from attribute in s_attributes
        from isAhead in new[] { true, false }
        from isTheOnly in new[] { true, false }
        let member = method.Value.Replace("{{", "{", StringComparison.Ordinal).Replace("}}", "}", StringComparison.Ordinal)
            .Replace("{0}", $"[{attribute}]", StringComparison.Ordinal).Replace("{1}", $"[method: {attribute}]", StringComparison.Ordinal)
        let fault = "[Fault(Commit = nameof(Map))] internal partial FaultStatus Fault(AddressRange range); private void Map() { }"
        select new Shape($"[{attribute}] on {method.Key}, {(isAhead ? "ahead" : "behind")}{(isTheOnly ? "" : ", beside a callback")}", $$"""
            internal {{(method.Key == "abstract method" ? "abstract" : "")}} partial class Driver : IntervalNotifier{{(member.Contains("IDisposable.", StringComparison.Ordinal) ? ", IDisposable" : "")}}
            {
                [DriverLock] private readonly DriverLock _lock = new();
                {{(isAhead ? member : fault)}}
                {{(isTheOnly ? "" : "[Invalidate] private void Drop() { }")}}
                {{(isAhead ? fault : member)}}
            }
            """);

    private static IEnumerable<Shape> Locks =>
        from place in s_locks
        from type in new[] { "DriverLock", "Lock", "object", "SemaphoreSlim", "ReaderWriterLockSlim", "string" }
        from isShared in new[] { false, true }
        let declaration = place.Value.Replace("{0}", type, StringComparison.Ordinal).Replace("{{", "{", StringComparison.Ordinal).Replace("}}", "}", StringComparison.Ordinal)
        select new Shape($"{(isShared ? "shared " : "")}{type} as {place.Key}", $$"""
            internal partial class Driver : IntervalNotifier
            {
                {{(type == "SemaphoreSlim" ? declaration.Replace("new()", "new(1, 1)", StringComparison.Ordinal) : type == "string" ? declaration.Replace("new()", "\"\"", StringComparison.Ordinal) : declaration)
                    .Replace("DriverLock]", isShared ? "DriverLock(SharedCommit = true)]" : "DriverLock]", StringComparison.Ordinal)}}
                [Invalidate] private void Drop() { }
                [Fault(Commit = nameof(Map))] internal partial FaultStatus Fault(AddressRange range);
                [Fault(Commit = nameof(Map))] internal partial ValueTask<FaultStatus> FaultAsync(AddressRange range);
                private void Map() { }
            }
            """);
}
