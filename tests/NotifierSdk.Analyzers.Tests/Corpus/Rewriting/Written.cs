using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Corpus.Rewriting;

/// <summary>Analyses many programs, some dozens in a compilation, each in a namespace of its own.</summary>
internal static class Written
{
    private const int AtOnce = 50;

    /// <summary>What the rules say of each, in order; null for one that does not compile.</summary>
    public static async Task<IReadOnlyList<IReadOnlyList<Diagnostic>?>> AnalyzeAsync(IEnumerable<string> sources)
    {
        var chunks = sources.Chunk(AtOnce).ToList();
        var results = new IReadOnlyList<Diagnostic>?[chunks.Count][];
        await Parallel.ForAsync(0, chunks.Count, TestContext.Current.CancellationToken, async (number, _) => results[number] = await OfAsync(chunks[number]));
        return [.. results.SelectMany(result => result)];
    }

    private static async Task<IReadOnlyList<Diagnostic>?[]> OfAsync(string[] sources)
    {
        var project = TestProject.Create(sources);
        var analysis = await Analysis.OfAsync(project.Documents.Last());
        var files = await Task.WhenAll(project.Documents.Skip(1).Select(document => document.GetSyntaxTreeAsync(TestContext.Current.CancellationToken)));
        return [.. files.Select(file =>
            analysis.Compiler.Any(error => error.Location.SourceTree == file) ? null : analysis.Rules.Where(rule => rule.Location.SourceTree == file).ToList())];
    }
}
