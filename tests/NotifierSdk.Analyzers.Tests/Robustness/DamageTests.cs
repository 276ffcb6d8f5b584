using Microsoft.CodeAnalysis.CSharp;
using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Robustness;

/// <summary>Drivers that were pasted, cut and mistyped: no rule throws or loses its place, whatever it sees.</summary>
public class DamageTests(ITestOutputHelper output)
{
    private const int Seed = 20_251;
    // Of each sample, in each of the three ways: together some hundreds, each damaged up to six times.
    private static readonly int s_damagedOfEach = Selection.IsWhole ? 40 : 3;

    [Fact]
    public Task Characters_missing_doubled_or_swapped() => DamageAsync(Characters);

    [Fact]
    public Task Tokens_missing_doubled_swapped_or_of_another_driver() => DamageAsync(Tokens);

    [Fact]
    public Task Lines_missing_doubled_swapped_or_of_another_driver() => DamageAsync(Lines);

    private async Task DamageAsync(Func<string, Random, string> damage)
    {
        var random = new Random(Seed);
        var damaged = Samples.All.SelectMany(sample => Enumerable.Range(0, s_damagedOfEach).Select(_ => damage(sample.Source, random))).ToList();
        var fragments = new Fragments(Analysis.Analyzers);
        await fragments.AnalyzeAsync(damaged);
        output.WriteLine($"damaged drivers {damaged.Count}, diagnostics {fragments.Diagnostics}, crashes of the compiler itself {fragments.CompilerCrashes}");
        Assert.True(fragments.Diagnostics > 0, "Nothing was found in any of them: the analyzers did not run.");
        Assert.True(fragments.CompilerCrashes * 100 < damaged.Count, $"The compiler itself crashed on {fragments.CompilerCrashes} of {damaged.Count}: too many to say anything.");
    }

    private static string Characters(string source, Random random) => string.Concat(Damage([.. source.Select(character => character.ToString())], [], random));

    private static string Tokens(string source, Random random) => string.Concat(Damage(TokensOf(source), TokensOf(Any(random)), random));

    private static string Lines(string source, Random random) => string.Join('\n', Damage([.. source.Split('\n')], [.. Any(random).Split('\n')], random));

    private static string Any(Random random) => Samples.All[random.Next(Samples.All.Count)].Source;

    private static List<string> TokensOf(string source) => [.. SyntaxFactory.ParseTokens(source).Select(token => token.ToFullString())];

    private static List<string> Damage(List<string> parts, List<string> others, Random random)
    {
        for (var i = random.Next(1, 7); i > 0 && parts.Count > 1; i--)
        {
            var at = random.Next(parts.Count - 1);
            switch (random.Next(others.Count > 0 ? 4 : 3))
            {
                case 0:
                    parts.RemoveAt(at);
                    break;
                case 1:
                    parts.Insert(at, parts[at]);
                    break;
                case 2:
                    (parts[at], parts[at + 1]) = (parts[at + 1], parts[at]);
                    break;
                default:
                    parts[at] = others[random.Next(others.Count)];
                    break;
            }
        }

        return parts;
    }
}
