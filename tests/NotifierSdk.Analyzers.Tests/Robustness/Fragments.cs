using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Robustness;

/// <summary>
/// Analyses thousands of broken pieces of source: many in one compilation, each in a namespace of its own. An analyzer that throws fails, and so does a
/// diagnostic that lies nowhere, or on the first line, where the namespace stands and nothing can be wrong.
/// </summary>
internal sealed class Fragments(ImmutableArray<DiagnosticAnalyzer> analyzers)
{
    private const int AtOnce = 200;

    private int _diagnostics;
    private int _compilerCrashes;

    /// <summary>How many diagnostics were seen: on broken source too, most rules still speak.</summary>
    public int Diagnostics => _diagnostics;

    /// <summary>How many pieces crash the compiler itself, without any analyzer. There are such: an assignment within a <c>nameof</c> within an attribute.</summary>
    public int CompilerCrashes => _compilerCrashes;

    public async Task AnalyzeAsync(IEnumerable<string> sources)
    {
        var empty = (await TestProject.Create("").Project.GetCompilationAsync(TestContext.Current.CancellationToken))!;
        await Parallel.ForEachAsync(sources.Chunk(AtOnce), TestContext.Current.CancellationToken, async (chunk, _) =>
        {
            if (await FaultOfAsync(chunk, empty) is not { } fault)
                return;
            var sound = chunk.Where(source => !CrashesCompiler(source, empty)).ToArray();
            Interlocked.Add(ref _compilerCrashes, chunk.Length - sound.Length);
            foreach (var source in sound)
            {
                if (await FaultOfAsync([source], empty) is { } own)
                    Assert.Fail($"{own}\non\n{source}");
            }

            if (sound.Length == chunk.Length)
                Assert.Fail($"{fault}\non {chunk.Length} pieces together, and on none of them alone:\n{string.Join("\n----\n", chunk)}");
        });
    }

    private async Task<string?> FaultOfAsync(string[] sources, Compilation empty)
    {
        try
        {
            var rules = (await Analysis.OfAsync(Compile(sources, empty), analyzers)).Rules;
            Interlocked.Add(ref _diagnostics, rules.Length);
            return rules.FirstOrDefault(rule => rule.AdditionalLocations.Prepend(rule.Location).Any(IsNowhere)) is { } misplaced ? $"{misplaced} lies nowhere" : null;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return exception.Message;
        }
    }

    private static bool CrashesCompiler(string source, Compilation empty)
    {
        try
        {
            Compile([source], empty).GetDiagnostics(TestContext.Current.CancellationToken);
            return false;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return true;
        }
    }

    private static Compilation Compile(string[] sources, Compilation empty)
    {
        var options = (CSharpParseOptions)empty.SyntaxTrees.First().Options;
        return empty.AddSyntaxTrees(sources.Select((source, number) => CSharpSyntaxTree.ParseText($"namespace N{number};\n{source}", options)));
    }

    private static bool IsNowhere(Location location) => !location.IsInSource || location.GetLineSpan().StartLinePosition.Line == 0;
}
