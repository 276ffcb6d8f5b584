using System.Globalization;
using Microsoft.CodeAnalysis;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Robustness.Apart;

/// <summary>What a process of its own is told to do. It says what it begins with, so that one that dies has said of what.</summary>
internal static class Work
{
    public const string Deep = "deep";
    public const string Fuzz = "fuzz";

    // The compiler alone: what it does not bear cannot be analysed.
    private const string Compile = "compile";

    private const int AtOnce = 1_000;

    public static async Task<int> DoAsync(string[] what)
    {
        switch (what)
        {
            case [Deep, .. var wanted]:
                await DoDeepAsync(wanted, AnalyzeAsync);
                return 0;
            case [Compile, .. var wanted]:
                await DoDeepAsync(wanted, CompileAsync);
                return 0;
            case [Fuzz, var each]:
                await FuzzAsync(int.Parse(each, CultureInfo.InvariantCulture));
                return 0;
            default:
                return 2;
        }
    }

    private static async Task DoDeepAsync(string[] wanted, Func<Document, Task<string>> work)
    {
        foreach (var (name, source) in DeepCode.All.Where(each => wanted.Length == 0 || wanted.Any(each.Name.Contains)))
        {
            Console.Write($"{name}: ");
            var start = Environment.CpuUsage.TotalTime;
            var said = await work(TestProject.Create(source));
            Console.WriteLine($"{said} in {(Environment.CpuUsage.TotalTime - start).TotalMilliseconds:f0} ms");
        }
    }

    private static async Task<string> AnalyzeAsync(Document document)
    {
        var before = GivenUp.Count;
        var analysis = await Analysis.OfAsync(document);
        return $"{Ids(analysis.Rules)} ({Ids(analysis.Compiler)}){(GivenUp.Count > before ? " given up" : "")}";
    }

    private static async Task<string> CompileAsync(Document document) => Ids((await document.Project.GetCompilationAsync())!.GetDiagnostics());

    private static string Ids(IEnumerable<Diagnostic> diagnostics) => string.Join(' ', diagnostics.Select(diagnostic => diagnostic.Id).Distinct());

    private static async Task FuzzAsync(int each)
    {
        var fragments = new Fragments(Analysis.Analyzers);
        var programs = 0;
        await foreach (var chunk in SelfReferences.InAsync().Where((_, number) => number % each == 0).Chunk(AtOnce))
        {
            Console.WriteLine($"programs {programs} to {programs + chunk.Length - 1}");
            await fragments.AnalyzeAsync(chunk);
            programs += chunk.Length;
        }

        Console.WriteLine($"programs {programs}, diagnostics {fragments.Diagnostics}, crashes of the compiler itself {fragments.CompilerCrashes}, given up {GivenUp.Count}");
    }
}
