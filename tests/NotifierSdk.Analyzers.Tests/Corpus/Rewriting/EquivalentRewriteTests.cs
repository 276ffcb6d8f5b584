using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Corpus.Rewriting;

/// <summary>
/// The corpus in other words: a correct driver stays unsuspected, and a bug stays found, however each statement is written. Every rewriting meets every driver, at one of the places where it fits, twice if the driver is broken and repaired,
/// which are other ones for each rewriting: of those in one driver, most have the same form. <c>NOTIFIERSDK_FUZZ=1</c> takes all places.
/// </summary>
public class EquivalentRewriteTests(ITestOutputHelper output)
{
    private const int Places = 1;

    [Fact]
    public async Task A_bug_stays_found_and_a_correct_driver_unsuspected_in_other_words()
    {
        var programs = CorpusDriver.All.SelectMany(driver => EquivalentRewrites.All.Index().SelectMany(rewrite => Of(driver, rewrite.Item, rewrite.Index))).ToList();
        var results = await Written.AnalyzeAsync(programs.Select(program => program.Source));
        var table = programs.Zip(results, (program, found) => (program, found)).Where(row => row.found is not null).ToList();
        var falseAlarms = table.Where(row => row.program.Rule is null && row.found!.Count > 0).ToList();
        var missed = table.Where(row => row.program.Rule is not null && !row.found!.Any(found => found.Id == row.program.Rule)).ToList();
        foreach (var rewrite in table.GroupBy(row => row.program.Rewrite))
            output.WriteLine($"{rewrite.Count(),5}  {rewrite.Key}");
        var total = $"rewritten {table.Count}, bugs missed {missed.Count}, false alarms {falseAlarms.Count}, do not compile {programs.Count - table.Count}";
        output.WriteLine(total);
        Assert.True(
            missed.Count + falseAlarms.Count == 0,
            string.Join('\n', missed.Concat(falseAlarms)
                .Select(row => $"{row.program.Driver}, line {row.program.Line}: {row.program.Rewrite}: expected {row.program.Rule ?? "nothing"}, found {string.Join("; ", row.found!.DefaultIfEmpty())}")
                .Prepend(total)));
        Assert.All(EquivalentRewrites.All, rewrite => Assert.Contains(table, row => row.program.Rewrite == rewrite.Name));
    }

    private static IEnumerable<(string Driver, string Rewrite, string? Rule, string Source, int Line)> Of(CorpusDriver driver, Rewrite rewrite, int number)
    {
        foreach (var (source, line) in Selection.Spread(Places, number, rewrite.ApplyTo(driver.Correct).ToList()))
            yield return (driver.Name, rewrite.Name, null, source, line);
        if (driver.Broken is null)
            yield break;
        foreach (var (source, line) in Selection.Spread(Places, number + 1, rewrite.ApplyTo(driver.Broken).ToList()))
            yield return (driver.Name, rewrite.Name, driver.Rule, source, line);
    }
}
