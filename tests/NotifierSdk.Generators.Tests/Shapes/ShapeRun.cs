using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NotifierSdk.Generators.Tests.Harness;
using NotifierSdk.Shape;
using NotifierSdk.Shape.Parsing;

namespace NotifierSdk.Generators.Tests.Shapes;

/// <summary>Compiles shapes, many in one compilation, and says what came of each.</summary>
internal static class ShapeRun
{
    private const int ShapesPerCompilation = 100;

    // A partial method without its other half: what the author's file alone has, and we are here to mend.
    private const string NotImplemented = "CS8795";

    private const string Pragma = "#pragma warning disable\n";

    // What the pragma of a written file is for: names of the author's that he is warned of where he declares them. It must hide nothing else.
    private static readonly HashSet<string> s_hidden = ["CS0612", "CS0618", "CS8981", "CS1591"];

    /// <param name="shapes">What to compile.</param>
    /// <param name="isPragmaTrusted">Whether the pragma of the written files counts; otherwise it is taken out, to see what it hides.</param>
    /// <param name="references">Beside framework and runtime.</param>
    public static IReadOnlyList<ShapeOutcome> Of(IEnumerable<Shape> shapes, bool isPragmaTrusted, params IEnumerable<MetadataReference> references) =>
        [.. shapes.Chunk(ShapesPerCompilation).AsParallel().AsOrdered().WithDegreeOfParallelism(2).SelectMany(chunk => Judge(chunk, isPragmaTrusted, references))];

    private static IEnumerable<ShapeOutcome> Judge(Shape[] shapes, bool isPragmaTrusted, IEnumerable<MetadataReference> references)
    {
        // The newest C# that this compiler knows: the one with the most keywords.
        var input = GeneratorRun.Compile().AddReferences(references).AddSyntaxTrees(shapes.Select(static (shape, index) =>
            GeneratorRun.Parse(shape.Source(NameOf(index)), NameOf(index) + ".cs", LanguageVersion.Preview)));
        var run = GeneratorRun.Of(input, LanguageVersion.Preview);
        Assert.Null(run.Result.Exception);
        var after = Complaints(isPragmaTrusted ? run.Output : WithoutPragma(run.Output));
        // Most shapes are clean now. Only of the others it matters what the author's own half said.
        var before = Complaints(run.Input.RemoveAllSyntaxTrees().AddSyntaxTrees(run.Input.SyntaxTrees.Where(tree => after.Contains(NameOf(tree)))));
        var rules = Rules(run.Input);
        for (var i = 0; i < shapes.Length; i++)
            yield return Judge(shapes[i], [.. before[NameOf(i)]], [.. after[NameOf(i)]], [.. rules[NameOf(i)]]);
    }

    private static ShapeOutcome Judge(Shape shape, List<Diagnostic> before, List<Diagnostic> after, List<ShapeProblem> rules)
    {
        if (before.Exists(static complaint => complaint.Severity == DiagnosticSeverity.Error && complaint.Id != NotImplemented))
            return new ShapeOutcome(shape, ShapeVerdict.NoCSharp, before.First(static complaint => complaint.Id != NotImplemented).ToString());
        var known = before.Where(static complaint => complaint.Id != NotImplemented).Select(static complaint => complaint.ToString()).ToHashSet();
        var fresh = after.Where(complaint => !known.Contains(complaint.ToString())).Select(static complaint => complaint.ToString()).ToList();
        if (rules.Exists(static rule => rule.Rule.Id is "NSDK1001" or "NSDK1006"))
            fresh.RemoveAll(static complaint => complaint.Contains(NotImplemented, StringComparison.Ordinal)); // C# lets nobody else implement it, and the rule says why
        return fresh.Count > 0 ? new ShapeOutcome(shape, ShapeVerdict.Fails, string.Join("\n    ", fresh))
            : rules.Count > 0 ? new ShapeOutcome(shape, ShapeVerdict.Ruled, string.Join("\n    ", rules.Select(static rule => $"{rule.Rule.Id}: {rule.Text}")))
            : new ShapeOutcome(shape, ShapeVerdict.Clean, "");
    }

    // Author's and generated file of a shape both begin with its namespace.
    private static ILookup<string, Diagnostic> Complaints(CSharpCompilation compilation) => compilation.GetDiagnostics()
        .Where(static complaint => complaint.Severity >= DiagnosticSeverity.Warning && !complaint.IsSuppressed)
        .Where(static complaint => !s_hidden.Contains(complaint.Id) || !IsWritten(complaint.Location.SourceTree!) || HasPragma(complaint.Location.SourceTree!))
        .ToLookup(static complaint => NameOf(complaint.Location.SourceTree));

    private static CSharpCompilation WithoutPragma(CSharpCompilation compilation)
    {
        var written = compilation.SyntaxTrees.Where(IsWritten).ToList();
        return compilation.RemoveSyntaxTrees(written).AddSyntaxTrees(written.Select(static tree =>
            GeneratorRun.Parse(tree.ToString().Replace(Pragma, "", StringComparison.Ordinal), tree.FilePath, LanguageVersion.Preview)));
    }

    private static bool IsWritten(SyntaxTree tree) => tree.FilePath.EndsWith(OwnOutput.HintSuffix, StringComparison.Ordinal);

    private static bool HasPragma(SyntaxTree tree) => tree.ToString().Contains(Pragma, StringComparison.Ordinal);

    private static ILookup<string, ShapeProblem> Rules(CSharpCompilation compilation)
    {
        var types = WellKnownTypes.For(compilation);
        return compilation.GetSymbolsWithName(static _ => true, SymbolFilter.Type).OfType<INamedTypeSymbol>()
            .Select(type => DriverParser.Parse(type, types, CancellationToken.None))
            .OfType<DriverShape>()
            .SelectMany(static shape => shape.Problems.Select(problem => (Owner: shape.Type, Problem: problem)))
            .ToLookup(static found => OutermostNamespace(found.Owner), static found => found.Problem);
    }

    private static string OutermostNamespace(INamedTypeSymbol type)
    {
        var found = type.ContainingNamespace;
        while (found.ContainingNamespace is { IsGlobalNamespace: false } outer)
            found = outer;
        return found.Name;
    }

    private static string NameOf(int index) => $"S{index}";

    private static string NameOf(SyntaxTree? tree) => Path.GetFileName(tree?.FilePath ?? "").Split('.')[0];
}
