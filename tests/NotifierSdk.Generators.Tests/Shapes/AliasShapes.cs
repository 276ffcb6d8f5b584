using Microsoft.CodeAnalysis;
using NotifierSdk.Generators.Tests.Harness;

namespace NotifierSdk.Generators.Tests.Shapes;

/// <summary>Types that only an extern alias reaches, in every place that the written half names a type in.</summary>
internal static class AliasShapes
{
    private static readonly string[] s_types = ["X::Library.Thing", "X::Library.Thing?", "X::Library.Thing[]", "List<X::Library.Thing>", "X::Library.Box<int>.Inner", "X::Library.Box<X::Library.Thing>.Inner", "X::GlobalThing", "(X::Library.Thing, int)"];

    private static readonly Dictionary<string, string> s_places = new()
    {
        ["parameter"] = "[Fault(Commit = nameof(Map))] internal partial FaultStatus Fault(AddressRange range, {0} value); private void Map({0} value) {{ }}",
        ["in parameter"] = "[Fault(Commit = nameof(Map))] internal partial FaultStatus Fault(AddressRange range, in {0} value); private void Map(in {0} value) {{ }}",
        ["result"] = "[Fault(Commit = nameof(Map))] internal partial {0} Fault(AddressRange range); private {0} Map() => default!;",
        ["task"] = "[Fault(Commit = nameof(Map))] internal partial Task<{0}> Fault(AddressRange range); private {0} Map() => default!;",
        ["collected"] = "[Fault(Collect = nameof(Read), Commit = nameof(Map))] internal partial FaultStatus Fault(AddressRange range); private {0} Read() => default!; private void Map({0} value) {{ }}",
        ["constraint"] = "[Fault(Commit = nameof(Map))] internal partial FaultStatus Fault<A>(AddressRange range) where A : IEnumerable<{0}>; private void Map() {{ }}",
        ["static step"] = "[Fault(Commit = nameof(Map))] internal partial FaultStatus Fault(AddressRange range, int Map, {0} value); private static void Map_(int x) {{ }} private void Map(AddressRange range) {{ }}",
    };

    public static IEnumerable<Shape> All =>
        from type in s_types
        from place in s_places
        from isBase in new[] { false, true }
        select new Shape($"{type} as {place.Key}{(isBase ? ", base aliased" : "")}", $$"""
            internal sealed partial class Driver : {{(isBase ? "X::Library.Base" : "IntervalNotifier")}}
            {
                {{(isBase ? "" : "[DriverLock] private readonly DriverLock _lock = new();")}}
                {{(isBase ? "" : "[Invalidate] private void Drop() { }")}}
                {{place.Value.Replace("{0}", type, StringComparison.Ordinal).Replace("{{", "{", StringComparison.Ordinal).Replace("}}", "}", StringComparison.Ordinal)}}
            }
            """)
        { Head = "extern alias X;" };

    /// <summary>The assembly whose types are named.</summary>
    public static MetadataReference Library { get; } = Compile();

    private static PortableExecutableReference Compile()
    {
        var library = GeneratorRun.Of(GeneratorRun.Compile("""
            #pragma warning disable CS1591
            using NotifierSdk;
            public sealed class GlobalThing;
            namespace Library
            {
                public sealed class Thing;
                public static class Box<T> { public sealed class Inner; }
                public abstract partial class Base : IntervalNotifier
                {
                    [DriverLock] protected readonly DriverLock Gate = new();
                    [Invalidate] private void Drop() { }
                }
            }
            """).WithAssemblyName("Library")).AssertClean();
        using var image = new MemoryStream();
        Assert.True(library.Output.Emit(image, cancellationToken: TestContext.Current.CancellationToken).Success);
        return MetadataReference.CreateFromImage(image.ToArray(), new MetadataReferenceProperties(aliases: ["X"]));
    }
}
