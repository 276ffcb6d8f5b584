using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Corpus;

/// <summary>The measure of the rules: every bug whose cause is in one type is found, and no correct driver is suspected.</summary>
public class CorpusTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Every_bug_is_found_and_no_correct_driver_is_suspected()
    {
        var (drivers, bugs, found) = (0, 0, 0);
        var wrong = new List<string>();
        var falseAlarms = new List<string>();
        foreach (var driver in CorpusDriver.All)
        {
            drivers++;
            var alarms = await DiagnosticsOfAsync(driver.Correct, driver.Name);
            falseAlarms.AddRange(alarms.Select(alarm => $"{driver.Name}: {alarm}"));
            if (driver.Broken is null)
                continue;
            drivers++;
            bugs++;
            var diagnostics = await DiagnosticsOfAsync(driver.Broken, driver.Name);
            if (diagnostics.Count > 0 && diagnostics.All(diagnostic => diagnostic.Contains(driver.Rule!, StringComparison.Ordinal)))
                found++;
            else
                wrong.Add($"{driver.Name}: {driver.Rule} expected, found {string.Join("; ", diagnostics.DefaultIfEmpty("nothing"))}");
        }

        var table = $"drivers {drivers}, bugs found {found} of {bugs}, false alarms {falseAlarms.Count}";
        output.WriteLine(table);
        Assert.True(wrong.Count + falseAlarms.Count == 0, string.Join('\n', wrong.Concat(falseAlarms).Prepend(table)));
        Assert.True(drivers >= 60, table);
    }

    [Fact]
    public async Task A_fix_that_is_offered_for_a_bug_repairs_it_and_breaks_nothing()
    {
        var left = new List<string>();
        var offered = new List<string>();
        foreach (var driver in CorpusDriver.All.Where(driver => driver.Broken is not null))
        {
            if (await VerifyFix.AppliedAsync(driver.Rule!, driver.Broken!) is not { } repaired)
                continue;
            offered.Add(driver.Name);
            left.AddRange((await DiagnosticsOfAsync(repaired, driver.Name)).Select(diagnostic => $"{driver.Name}: {diagnostic}\n{repaired}"));
        }

        output.WriteLine($"bugs for which a fix is offered {offered.Count} of {CorpusDriver.All.Count(driver => driver.Broken is not null)}: {string.Join(", ", offered)}");
        Assert.True(left.Count == 0, string.Join("\n\n", left));
        Assert.NotEmpty(offered);
    }

    [Fact]
    public void At_least_twenty_bugs_name_where_they_were_read_of_and_no_two_the_same()
    {
        var sources = CorpusDriver.All.Select(driver => driver.Source).OfType<string>().ToList();
        output.WriteLine($"bugs with a public source {sources.Count} of {CorpusDriver.All.Count(driver => driver.Broken is not null)}");
        Assert.All(sources, source => Assert.StartsWith("http", source, StringComparison.Ordinal));
        Assert.Equal(sources.Distinct(StringComparer.Ordinal), sources);
        Assert.True(sources.Count >= 20, $"Only {sources.Count} bugs name a source.");
    }

    [Fact]
    public void A_broken_driver_and_its_twin_differ() =>
        Assert.All(CorpusDriver.All.Where(driver => driver.Broken is not null), driver => Assert.NotEqual(driver.Broken, driver.Correct));

    private static async Task<IReadOnlyList<string>> DiagnosticsOfAsync(string source, string name)
    {
        var analysis = await Analysis.OfAsync(TestProject.Create(source));
        var errors = analysis.Compiler.Where(diagnostic => diagnostic.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error);
        Assert.True(!errors.Any(), $"{name} does not compile: {string.Join("; ", errors)}");
        return [.. analysis.Rules.Select(diagnostic => diagnostic.ToString())];
    }
}
