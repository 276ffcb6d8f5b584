using System.Text.RegularExpressions;
using NotifierSdk.Analyzers.Tests.Corpus.Rewriting;
using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Corpus;

/// <summary>
/// Whole drivers that were written by somebody who knew the titles of the rules and the public API alone. What the rules said of them the first time is in docs/flow.md; this is what they say since.
/// </summary>
public partial class FirstContactTests(ITestOutputHelper output)
{
    private const string Folder = "tests/NotifierSdk.Analyzers.Tests/Corpus/FirstContact";

    [Fact]
    public async Task What_was_met_once_is_judged_rightly_since()
    {
        var files = Directory.EnumerateFiles(Path.Combine(Repository.Root, Folder), "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        var sources = await Task.WhenAll(files.Select(file => File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)));
        var found = await Written.AnalyzeAsync(sources);
        var wrong = new List<string>();
        foreach (var ((file, source), rules) in files.Zip(sources).Zip(found))
        {
            var broken = Breaks().Match(source) is { Success: true } breaks ? breaks.Groups[1].Value : "";
            var expected = Today().Match(source) is { Success: true } today ? today.Groups[1].Value.Replace("nothing", "", StringComparison.Ordinal)
                : string.Join(", ", new[] { broken, Also().Match(source).Groups[1].Value }.Where(id => id.Length > 0).Order(StringComparer.Ordinal));
            var ids = rules is null ? "does not compile" : string.Join(", ", rules.Select(rule => rule.Id).Distinct().Order(StringComparer.Ordinal));
            if (ids != expected)
                wrong.Add($"{Path.GetFileNameWithoutExtension(file)}: expected '{expected}', found '{ids}'");
        }

        var table = $"broken {sources.Count(source => Breaks().IsMatch(source))}, correct {sources.Count(source => !Breaks().IsMatch(source))}, judged wrongly {wrong.Count}, known to be missed {sources.Count(source => Breaks().IsMatch(source) && Today().IsMatch(source))}, known to be suspected {sources.Count(source => !Breaks().IsMatch(source) && Today().IsMatch(source))}";
        output.WriteLine(table);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Prepend(table)));
    }

    [GeneratedRegex(@"^// Breaks: (NSDK\d{4})")]
    private static partial Regex Breaks();

    // What is said today instead of that.
    [GeneratedRegex(@"^// Today: (NSDK\d{4}|nothing)", RegexOptions.Multiline)]
    private static partial Regex Today();

    // A second bug, which its author did not see.
    [GeneratedRegex(@"^// Also: (NSDK\d{4})", RegexOptions.Multiline)]
    private static partial Regex Also();
}
