using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Corpus.Rewriting;

/// <summary>Analyses many programs, a compilation for each.</summary>
internal static class Written
{
    /// <summary>What the rules say of each, in order; null for one that does not compile.</summary>
    public static async Task<IReadOnlyList<IReadOnlyList<Diagnostic>?>> AnalyzeAsync(IEnumerable<string> sources)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var all = sources.ToList();
        var results = new IReadOnlyList<Diagnostic>?[all.Count];
        await Parallel.ForAsync(0, all.Count, cancellation, async (number, _) =>
        {
            var analysis = await Analysis.OfAsync(TestProject.Create(all[number]));
            results[number] = analysis.Compiler.IsEmpty ? analysis.Rules : null;
        });
        return results;
    }
}
