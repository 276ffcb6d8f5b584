using System.Globalization;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Robustness.Apart;

/// <summary>What a process of its own is told to do. It says what it begins with, so that one that dies has said of what.</summary>
internal static class Work
{
    public const string Deep = "deep";
    public const string Fuzz = "fuzz";

    private const int AtOnce = 1_000;

    public static async Task<int> DoAsync(string[] what)
    {
        if (what is ["bare", .. var bare])
        {
            foreach (var (name, source) in DeepCode.All.Where(each => each.Name.Contains(bare.FirstOrDefault() ?? "", StringComparison.Ordinal)))
            {
                Console.Write($"{name}: ");
                var start = Environment.CpuUsage.TotalTime;
                var compilation = await TestProject.Create(source).Project.GetCompilationAsync();
                Console.WriteLine($"{compilation!.GetDiagnostics().Length} {(Environment.CpuUsage.TotalTime - start).TotalMilliseconds:f0} ms");
            }
        }
        else if (what is [Deep, .. var wanted])
            await AnalyzeDeepAsync(wanted.FirstOrDefault() ?? "");
        else if (what is [Fuzz, var each])
            await FuzzAsync(int.Parse(each, CultureInfo.InvariantCulture));
        else
            return 2;
        return 0;
    }

    private static async Task AnalyzeDeepAsync(string wanted)
    {
        foreach (var (name, source) in DeepCode.All.Where(each => each.Name.Contains(wanted, StringComparison.Ordinal)))
        {
            Console.Write($"{name}: ");
            var before = GivenUp.Count;
            var start = Environment.CpuUsage.TotalTime;
            var analysis = await Analysis.OfAsync(TestProject.Create(source));
            var errors = string.Join(' ', analysis.Compiler.Select(error => error.Id).Distinct());
            Console.WriteLine($"{string.Join(' ', analysis.Rules.Select(rule => rule.Id).Distinct())}{(errors == "" ? "" : $" ({errors})")}{(GivenUp.Count > before ? ", given up" : "")} {(Environment.CpuUsage.TotalTime - start).TotalMilliseconds:f0} ms");
        }
    }

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
