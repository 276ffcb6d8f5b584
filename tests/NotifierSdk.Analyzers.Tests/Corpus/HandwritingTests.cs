using NotifierSdk.Analyzers.Tests.Corpus.Rewriting;

namespace NotifierSdk.Analyzers.Tests.Corpus;

/// <summary>
/// One bug in the manner of several authors, each beside its repair. The rewrites and mutants of the corpus are not made of these: they are many, and it is their own words that matter.
/// </summary>
public class HandwritingTests(ITestOutputHelper output)
{
    private const string Folder = "tests/NotifierSdk.Analyzers.Tests/Corpus/Handwritings";

    private const int Fewest = 5;

    private static readonly IReadOnlyList<CorpusDriver> s_drivers = CorpusDriver.In(Folder);

    [Fact]
    public async Task A_bug_is_found_in_every_handwriting_and_its_repair_is_not_suspected()
    {
        var broken = s_drivers.Where(driver => driver.Broken is not null).ToList();
        var inBroken = await Written.AnalyzeAsync(broken.Select(driver => driver.Broken!));
        var inCorrect = await Written.AnalyzeAsync(s_drivers.Select(driver => driver.Correct));
        var missed = broken.Zip(inBroken)
            .Where(row => row.Second is null || row.Second.Count == 0 || row.Second.Any(found => found.Id != row.First.Rule))
            .Select(row => $"{row.First.Name}: {row.First.Rule} expected, found {(row.Second is null ? "that it does not compile" : string.Join("; ", row.Second.DefaultIfEmpty()))}")
            .ToList();
        var suspected = s_drivers.Zip(inCorrect)
            .Where(row => row.Second is not { Count: 0 })
            .Select(row => $"{row.First.Name} is correct: {(row.Second is null ? "does not compile" : string.Join("; ", row.Second))}")
            .ToList();
        output.WriteLine($"bugs in {broken.Count} handwritings, missed {missed.Count}, false alarms {suspected.Count}");
        Assert.True(missed.Count + suspected.Count == 0, string.Join('\n', missed.Concat(suspected)));
    }

    [Fact]
    public void Every_rule_that_has_handwritings_has_five() =>
        Assert.All(s_drivers.GroupBy(driver => driver.Rule), ofRule => Assert.True(ofRule.Key is null || ofRule.Count() >= Fewest, $"{ofRule.Key} has {ofRule.Count()}."));
}
