using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace NotifierSdk.Analyzers.Tests.Harness;

/// <summary>Compares what is found in a source with what its markup asserts: nothing more, nothing less, nothing elsewhere.</summary>
internal static class Verify
{
    /// <summary>The source compiles, but for compiler errors that its markup asserts, and has exactly the diagnostics that are marked.</summary>
    public static async Task DiagnosticsAsync(string marked, string? rule = null, bool withSdk = true)
    {
        var (source, expected) = Markup.Parse(marked, rule);
        var analysis = await Analysis.OfAsync(TestProject.Create(source, withSdk, rule));
        Compare(source, expected, analysis.Compiler.AddRange(analysis.Rules));
    }

    /// <summary>The source does not compile; its rules' diagnostics are exactly those that are marked, and nothing crashes.</summary>
    public static async Task BrokenAsync(string marked, string? rule = null)
    {
        var (source, expected) = Markup.Parse(marked, rule);
        var analysis = await Analysis.OfAsync(TestProject.Create(source, rule: rule));
        Assert.True(analysis.Compiler.Length > 0, "The source was meant not to compile, but it does.");
        Compare(source, expected, analysis.Rules);
    }

    internal static void Compare(string source, IReadOnlyList<Expected> expected, IEnumerable<Diagnostic> found)
    {
        var missing = expected.ToList();
        var surplus = new List<Diagnostic>();
        foreach (var diagnostic in found)
        {
            var span = diagnostic.Location.IsInSource ? diagnostic.Location.SourceSpan : default;
            if (!missing.Remove(new Expected(diagnostic.Id, span)))
                surplus.Add(diagnostic);
        }

        if (missing.Count + surplus.Count > 0)
            Assert.Fail(Describe(source, missing, surplus));
    }

    private static string Describe(string source, List<Expected> missing, List<Diagnostic> surplus)
    {
        var text = SourceText.From(source);
        IEnumerable<string> lines =
        [
            "The diagnostics are not those that the source asserts.",
            .. missing.Select(m => $"  missing: {m.Id} at {text.Lines.GetLinePositionSpan(m.Span)} under '{text.ToString(m.Span)}'"),
            .. surplus.Select(diagnostic => $"  not asserted: {diagnostic}, spanning {diagnostic.Location.GetLineSpan().Span}"),
            "",
            source,
        ];
        return string.Join('\n', lines);
    }
}
