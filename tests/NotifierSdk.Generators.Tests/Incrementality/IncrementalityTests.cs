using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NotifierSdk.Generators.Tests.Harness;

namespace NotifierSdk.Generators.Tests.Incrementality;

public class IncrementalityTests
{
    private const string Umem = """
        using NotifierSdk;
        public sealed partial class Umem : Region
        {
            [Invalidate] private void Drop(AddressRange range) { }
            [Fault(Commit = nameof(Map), MaxAttempts = 8)] public partial bool Fault(AddressRange range);
            private void Map() { /* body */ }
        }
        """;

    private const string Cache = """
        using NotifierSdk;
        public sealed partial class Cache : Region
        {
            [Invalidate] private void Drop(AddressRange range) { }
            [Fault(Commit = nameof(Map))] public partial bool Fault(AddressRange range);
            private void Map() { }
        }
        """;

    private const string Region = """
        using NotifierSdk;
        public abstract class Region : IntervalNotifier
        {
            [DriverLock] protected readonly DriverLock Gate = new();
        }
        """;

    private const string Unrelated = "internal sealed class Unrelated { private int _number = 1; }";

    // Modified: not what it was. Cached: the model came out equal, so nothing after it ran. The compiler compares by position: where a driver
    // is gone, those after it move up and count as modified, and the same text is written again.
    private const string Matrix = """
        edit                           | model of Umem | file of Umem | model of Cache | file of Cache
        nothing                        | Cached        | Cached       | Cached         | Cached
        an unrelated file              | Cached        | Cached       | Cached         | Cached
        a new unrelated file           | Cached        | Cached       | Cached         | Cached
        a comment in a body            | Cached        | Cached       | Cached         | Cached
        a line above the driver        | Cached        | Cached       | Cached         | Cached
        the other driver's signature   | Cached        | Cached       | Modified       | Modified
        a parameter's name             | Modified      | Modified     | Cached         | Cached
        a parameter's default value    | Cached        | Cached       | Cached         | Cached
        an attribute's argument        | Modified      | Modified     | Cached         | Cached
        a step that is gone            | Modified      | Modified     | Cached         | Cached
        the lock's type, in the base   | Modified      | Modified     | Modified       | Modified
        the base type                  | Modified      | Modified     | Cached         | Cached
        a referenced project           | Cached        | Cached       | Cached         | Cached
        the driver is gone             | -             | -            | Modified       | Modified

        """;

    private static readonly (string Name, Func<CSharpCompilation, CSharpCompilation> Apply)[] s_edits =
    [
        ("nothing", static compilation => compilation),
        ("an unrelated file", static compilation => Edit(compilation, 3, "= 1", "= 2")),
        ("a new unrelated file", static compilation => compilation.AddSyntaxTrees(GeneratorRun.Parse("internal sealed class New;", "New.cs"))),
        ("a comment in a body", static compilation => Edit(compilation, 0, "/* body */", "/* another */")),
        ("a line above the driver", static compilation => Edit(compilation, 0, "using NotifierSdk;", "using NotifierSdk;\n\n// A driver.")),
        ("the other driver's signature", static compilation => Edit(compilation, 1, "public partial bool", "internal partial void")),
        ("a parameter's name", static compilation => Edit(compilation, 0, "bool Fault(AddressRange range)", "bool Fault(AddressRange where)")),
        ("a parameter's default value", static compilation => Edit(compilation, 0, "bool Fault(AddressRange range)", "bool Fault(AddressRange range = default)")),
        ("an attribute's argument", static compilation => Edit(compilation, 0, "MaxAttempts = 8", "MaxAttempts = 9")),
        ("a step that is gone", static compilation => Edit(compilation, 0, "void Map()", "void Map2()")),
        ("the lock's type, in the base", static compilation => Edit(compilation, 2, "DriverLock Gate", "object Gate")),
        ("the base type", static compilation => Edit(compilation, 0, ": Region", ": IntervalNotifier")),
        ("a referenced project", static compilation => compilation.ReplaceReference(compilation.References.Last(), Project("2"))),
        ("the driver is gone", static compilation => compilation.RemoveSyntaxTrees(compilation.SyntaxTrees[0])),
    ];

    [Fact]
    public void Each_edit_makes_anew_only_what_depends_on_it()
    {
        var table = new StringBuilder();
        table.AppendLine(Line("edit", "model of Umem", "file of Umem", "model of Cache", "file of Cache"));
        foreach (var (name, apply) in s_edits)
        {
            var run = new TrackedRun();
            var before = Original();
            run.Run(before);
            var result = run.Run(apply(before));
            string Reason(string step, string driver) => TrackedRun.Reason(result, step, driver);
            table.AppendLine(Line(name, Reason(DriverGenerator.ModelStep, "Umem"), Reason(DriverGenerator.SourceStep, "Umem"),
                Reason(DriverGenerator.ModelStep, "Cache"), Reason(DriverGenerator.SourceStep, "Cache")));
        }

        Assert.Equal(Matrix, table.ToString().ReplaceLineEndings("\n"));
    }

    [Fact]
    public void No_step_keeps_a_symbol_a_syntax_node_a_location_or_a_compilation()
    {
        var outputs = TrackedRun.Outputs(new TrackedRun().Run(Original())).ToList();
        Assert.NotEmpty(outputs);
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        foreach (var output in outputs)
            AssertPlain(output, output.GetType().Name, seen);
        Assert.Contains(seen, static value => value is Model.FaultModel);
    }

    [Fact]
    public void The_compilation_before_the_edit_can_be_collected()
    {
        var run = new TrackedRun();
        var before = RunAndForget(run);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(before.IsAlive);
        GC.KeepAlive(run);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference RunAndForget(TrackedRun run)
    {
        var before = Original();
        run.Run(before);
        // Every tree is replaced: the edited compilation shares nothing with the one before.
        run.Run(Original());
        return new WeakReference(before);
    }

    private static string Line(string edit, string modelOfUmem, string fileOfUmem, string modelOfCache, string fileOfCache) =>
        $"{edit,-30} | {modelOfUmem,-13} | {fileOfUmem,-12} | {modelOfCache,-14} | {fileOfCache}";

    private static void AssertPlain(object? value, string path, HashSet<object> seen)
    {
        if (value is null || !seen.Add(value))
            return;
        Assert.False(
            value is ISymbol or SyntaxNode or SyntaxTree or SyntaxReference or Location or Compilation or SemanticModel or AttributeData or Diagnostic,
            $"{path} is a {value.GetType()}.");
        if (value is string || value.GetType().IsPrimitive || value.GetType().IsEnum)
            return;
        if (value is IEnumerable items)
        {
            foreach (var item in items)
                AssertPlain(item, path + "[]", seen);
        }

        for (var type = value.GetType(); type is not null; type = type.BaseType)
        {
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                AssertPlain(field.GetValue(value), $"{path}.{field.Name}", seen);
        }
    }

    private static CSharpCompilation Original() =>
        GeneratorRun.Compile(Umem, Cache, Region, Unrelated).AddReferences(Project("1"));

    private static CompilationReference Project(string number) =>
        GeneratorRun.Compile($"public static class Other {{ public const int Number = {number}; }}").WithAssemblyName("Other").ToMetadataReference();

    private static CSharpCompilation Edit(CSharpCompilation compilation, int file, string from, string to)
    {
        var tree = compilation.SyntaxTrees[file];
        var text = tree.ToString();
        Assert.Contains(from, text, StringComparison.Ordinal);
        return compilation.ReplaceSyntaxTree(tree, GeneratorRun.Parse(text.Replace(from, to, StringComparison.Ordinal), tree.FilePath));
    }
}
