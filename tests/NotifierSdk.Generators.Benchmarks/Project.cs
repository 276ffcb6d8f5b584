using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NotifierSdk.Generators.Tests.Harness;

namespace NotifierSdk.Generators.Benchmarks;

/// <summary>A project of many drivers, one in each file, and one file that has nothing to do with them.</summary>
internal sealed class Project
{
    private static readonly CSharpParseOptions s_parse = new(LanguageVersion.CSharp13);

    private CSharpCompilation _compilation;
    private int _edits;

    public Project(int drivers)
    {
        var trees = Enumerable.Range(0, drivers).Select(static number => Parse(Driver(number, 64), $"Driver{number}.cs")).Append(Unrelated(0));
        _compilation = CSharpCompilation.Create("Drivers", trees, [.. References.Framework, References.Runtime],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
    }

    public static GeneratorDriver NewDriver(IIncrementalGenerator generator) =>
        CSharpGeneratorDriver.Create([generator.AsSourceGenerator()], parseOptions: s_parse);

    /// <summary>The same project as a compiler sees it that has just started.</summary>
    public CSharpCompilation Cold() => CSharpCompilation.Create("Drivers", _compilation.SyntaxTrees, _compilation.References, _compilation.Options);

    /// <summary>After one more key was pressed in the file that has no driver.</summary>
    public CSharpCompilation EditUnrelated() =>
        _compilation = _compilation.ReplaceSyntaxTree(_compilation.SyntaxTrees[^1], Unrelated(++_edits));

    /// <summary>After an attribute's argument of the first driver was changed.</summary>
    public CSharpCompilation EditDriver() =>
        _compilation = _compilation.ReplaceSyntaxTree(_compilation.SyntaxTrees[0], Parse(Driver(0, ++_edits), "Driver0.cs"));

    private static SyntaxTree Unrelated(int number) => Parse($"internal static class Unrelated {{ public static int Number => {number}; }}", "Unrelated.cs");

    private static SyntaxTree Parse(string text, string path) => CSharpSyntaxTree.ParseText(text, s_parse, path, Encoding.UTF8);

    private static string Driver(int number, int attempts) => $$"""
        using System.Threading;
        using NotifierSdk;

        namespace Drivers;

        public sealed partial class Driver{{number}} : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();
            private readonly int[] _pages = new int[16];

            [Invalidate]
            private void Unmap(in Invalidation invalidation) => System.Array.Clear(_pages);

            [Fault(Collect = nameof(Pin), Commit = nameof(Map), Discard = nameof(Unpin), MaxAttempts = {{attempts}})]
            public partial FaultStatus Fault(AddressRange range, CancellationToken cancellationToken = default);

            private bool Pin(AddressRange range, ReadSection section, out int[] pages)
            {
                pages = [];
                return !section.HasCollided;
            }

            private void Map(AddressRange range, int[] pages) => pages.CopyTo(_pages, 0);

            private void Unpin(int[] pages) => pages[0] = 0;
        }
        """;
}
