using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Corpus.Rewriting;

/// <summary>
/// Every correct driver of the corpus, broken in every way and at every place that there is. What stays unseen is listed, each with the reason; a line that
/// is missing there, or no longer true, fails.
/// </summary>
public class MutationTests(ITestOutputHelper output)
{
    private const string List = "tests/NotifierSdk.Analyzers.Tests/Corpus/Rewriting/Unseen.txt";

    [Fact]
    public async Task Every_way_to_break_a_driver_is_seen_or_known_not_to_be()
    {
        var mutants = CorpusDriver.All.SelectMany(driver => Mutation.All.SelectMany(mutation =>
            mutation.Rewrite.ApplyTo(driver.Correct).Select(broken => (driver.Name, Mutation: mutation, broken.Source, broken.Line)))).ToList();
        var results = await Written.AnalyzeAsync(mutants.Select(mutant => mutant.Source));
        var compiled = mutants.Zip(results, (mutant, found) => (mutant, found)).Where(row => row.found is not null).ToList();
        var unseen = compiled.Where(row => !row.found!.Any(found => row.mutant.Mutation.Rules.Contains(found.Id)))
            .Select(row => $"{row.mutant.Name}, line {row.mutant.Line}: {row.mutant.Mutation.Rewrite.Name}")
            .ToList();
        foreach (var mutation in compiled.GroupBy(row => row.mutant.Mutation.Rewrite.Name))
            output.WriteLine($"{mutation.Count(),5}  {mutation.Key}");
        output.WriteLine($"mutants {compiled.Count}, seen {compiled.Count - unseen.Count}, do not compile {mutants.Count - compiled.Count}");
        var known = Repository.Read(List).Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith('#')).Select(line => line.Split(" -- ")[0]).ToList();
        Assert.True(
            unseen.ToHashSet().SetEquals(known),
            string.Join('\n', unseen.Except(known).Select(line => $"not seen: {line}").Concat(known.Except(unseen).Select(line => $"seen by now: {line}"))));
        Assert.All(Mutation.All, mutation => Assert.Contains(compiled, row => row.mutant.Mutation == mutation));
    }
}
