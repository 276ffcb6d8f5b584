using Microsoft.CodeAnalysis.CSharp;
using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Corpus;

/// <summary>Drivers as they are while somebody types or pastes: no rule may throw, whatever it sees. <see cref="Analysis"/> fails if one does.</summary>
public class DamagedDriverTests(ITestOutputHelper output)
{
    private const int Seed = 20_251;

    [Fact]
    public async Task No_rule_throws_on_any_beginning_of_a_driver()
    {
        var beginnings = CorpusDriver.All.Select(driver => driver.Broken ?? driver.Correct)
            .SelectMany((source, number) => Enumerable.Range(0, source.Length).Where(length => length % 80 == number % 80).Select(length => source[..length]))
            .ToList();
        await AnalyzeAsync(beginnings);
        output.WriteLine($"beginnings {beginnings.Count}");
    }

    [Fact]
    public async Task No_rule_throws_on_a_driver_with_random_characters_missing_doubled_or_swapped()
    {
        var random = new Random(Seed);
        var damaged = CorpusDriver.All.SelectMany(driver => Enumerable.Range(0, 5).Select(_ => Damage(driver.Broken ?? driver.Correct, random))).ToList();
        await AnalyzeAsync(damaged);
        output.WriteLine($"damaged drivers {damaged.Count}");
    }

    private static async Task AnalyzeAsync(List<string> sources)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var empty = (await TestProject.Create("").Project.GetCompilationAsync(cancellation))!;
        var options = (CSharpParseOptions)empty.SyntaxTrees.First().Options;
        await Parallel.ForEachAsync(sources, cancellation, async (source, _) =>
            await Analysis.OfAsync(empty.AddSyntaxTrees(CSharpSyntaxTree.ParseText(source, options, cancellationToken: cancellation)), Analysis.Analyzers));
    }

    private static string Damage(string source, Random random)
    {
        for (var i = 0; i < 6; i++)
        {
            var at = random.Next(source.Length - 1);
            source = random.Next(3) switch
            {
                0 => source.Remove(at, 1),
                1 => source.Insert(at, source[at].ToString()),
                _ => source[..at] + source[at + 1] + source[at] + source[(at + 2)..],
            };
        }

        return source;
    }
}
