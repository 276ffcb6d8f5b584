using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Robustness;

/// <summary>
/// An editor runs the analyzers after every keystroke, on whatever is there. Of the three drivers that show most of the SDK, one prefix of five is tried; of the many others
/// one of <see cref="Stride"/> in a row, from another beginning each, since they are cut within the same words again and again.
/// </summary>
public class HalfTypedTests(ITestOutputHelper output)
{
    private const int Stride = 61;

    public static TheoryData<string> Sources => [.. Drivers.All];

    [Fact]
    public async Task No_rule_throws_or_loses_its_place_on_any_prefix_of_any_sample()
    {
        var prefixes = Samples.All.Index().SelectMany(each => Selection.Every(Drivers.All.Contains(each.Item.Source) ? 5 : Stride, each.Index, PrefixesOf(each.Item.Source))).ToList();
        var fragments = new Fragments(Analysis.Analyzers);
        await fragments.AnalyzeAsync(prefixes);
        output.WriteLine($"prefixes {prefixes.Count} of {Samples.All.Count} samples, diagnostics {fragments.Diagnostics}");
        Assert.True(fragments.Diagnostics > 0, "Nothing was found in any prefix: the analyzers did not run.");
        Assert.Equal(0, fragments.CompilerCrashes);
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task No_analyzer_or_fix_crashes_where_the_generated_half_is_there_and_any_line_is_missing(string driver)
    {
        var lines = driver.Split('\n');
        var applied = 0;
        for (var missing = 0; missing < lines.Length; missing++)
            applied += await VerifyFix.ApplyEachAsync(TestProject.Create(string.Join('\n', lines.Where((_, line) => line != missing))));
        Assert.True(applied > 0 || driver != Drivers.Wrong, "No fix was offered for any of them; the drivers show too little.");
    }

    // One more blank behind a blank is no other program.
    private static IEnumerable<string> PrefixesOf(string source) => Enumerable.Range(0, source.Length + 1)
        .Where(length => length < 2 || !(char.IsWhiteSpace(source[length - 1]) && char.IsWhiteSpace(source[length - 2])))
        .Select(length => source[..length]);
}
