namespace NotifierSdk.Generators.Tests.Shapes;

/// <summary>Every way to declare the driver and the type around it.</summary>
internal static class HeaderShapes
{
    private static readonly string[] s_outers =
    [
        "", "internal partial class Outer", "internal static partial class Outer", "internal sealed partial class Outer<T>", "internal abstract partial class Outer<T> where T : class, new()",
        "internal partial struct Outer", "internal readonly partial struct Outer<T>", "internal ref partial struct Outer", "internal readonly ref partial struct Outer",
        "internal partial record Outer(int Value)", "internal partial record struct Outer(int Value)", "internal readonly partial record struct Outer<T>(T Value)",
        "internal partial interface IOuter", "internal partial interface IOuter<in T, out U>", "internal unsafe partial class Outer", "internal partial class Outer(int value)",
        "file partial class Outer", "internal class Outer", "[Obsolete] internal partial class Outer", "[Experimental(\"E1\")] internal partial class Outer", "internal partial class outer",
        "internal partial class Outer<[My] T>",
    ];

    private static readonly string[] s_types =
    [
        "internal partial class Driver : IntervalNotifier", "internal sealed partial class Driver : IntervalNotifier, IDisposable", "internal abstract partial class Driver<P> : IntervalNotifier where P : unmanaged",
        "internal sealed unsafe partial class Driver : IntervalNotifier", "internal sealed partial class Driver(int value) : IntervalNotifier", "internal partial class Driver<[My] P, Q> : Base<P> where P : class? where Q : P",
        "internal sealed partial class Driver : @base", "[Obsolete] internal sealed partial class Driver : IntervalNotifier", "[Obsolete(\"m\", true)] internal sealed partial class Driver : IntervalNotifier",
        "[Experimental(\"E2\")] internal sealed partial class Driver : IntervalNotifier", "internal sealed partial class driver : IntervalNotifier", "internal static partial class Driver", "file sealed partial class Driver : IntervalNotifier",
        "internal partial struct Driver", "internal partial interface Driver", "internal partial record Driver", "internal sealed class Driver : IntervalNotifier", "internal sealed partial class Driver<P> : IntervalNotifier where P : allows ref struct",
        "internal sealed partial class Driver<P> : IntervalNotifier where P : notnull, IComparable<P>, new()", "private protected partial class Driver : IntervalNotifier", "private new sealed partial class Driver : IntervalNotifier",
    ];

    public static IEnumerable<Shape> All =>
        from outer in s_outers
        from type in s_types
        from isAwaited in new[] { false, true }
        let driver = $$"""
            {{type}}
            {
                [DriverLock] private readonly DriverLock _lock = new();
                [Invalidate(IgnoreOwn = true)] private void Drop() { }
                [Fault(Commit = nameof(Map))] internal partial {{(isAwaited ? "Task<FaultStatus>" : "FaultStatus")}} Fault(AddressRange range);
                private void Map() { }
                {{(type.Contains("IDisposable", StringComparison.Ordinal) ? "public void Dispose() { }" : "")}}
            }
            """
        select new Shape($"{type} in {outer}, {(isAwaited ? "Task" : "")}", $$"""
            internal sealed class MyAttribute : Attribute;
            internal abstract class Base<X> : IntervalNotifier;
            #pragma warning disable CS8981
            internal abstract class @base : IntervalNotifier;
            #pragma warning restore CS8981
            #pragma warning disable CS8981, CS9113
            {{(outer.Length == 0 ? driver : $"{outer} {{ {driver} }}")}}
            """);
}
