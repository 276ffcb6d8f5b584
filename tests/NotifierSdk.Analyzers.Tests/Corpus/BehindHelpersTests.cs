using NotifierSdk.Analyzers.Tests.Corpus.Rewriting;
using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Corpus;

/// <summary>Bugs of which one step is out of sight of the method that breaks: in a helper, a getter, a base class, or another type; and correct code that is written so.</summary>
public class BehindHelpersTests(ITestOutputHelper output)
{
    private const string Folder = "tests/NotifierSdk.Analyzers.Tests/Corpus/BehindHelpers";
    private const string Breaks = "// Breaks: ";

    [Fact]
    public async Task A_step_that_stands_elsewhere_is_seen_and_excuses_what_it_should()
    {
        var files = Directory.EnumerateFiles(Path.Combine(Repository.Root, Folder), "*.cs").Order(StringComparer.Ordinal).ToList();
        var sources = await Task.WhenAll(files.Select(file => File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)));
        var found = await Written.AnalyzeAsync(sources.Select(source => "\n" + source));
        var wrong = new List<string>();
        foreach (var ((file, source), rules) in files.Zip(sources).Zip(found))
        {
            var expected = source.StartsWith(Breaks, StringComparison.Ordinal) ? source.Substring(Breaks.Length, "NSDK0000".Length) : "nothing";
            var ids = rules is null ? "that it does not compile" : string.Join(", ", rules.Select(rule => rule.Id).Distinct().DefaultIfEmpty("nothing"));
            if (ids != expected)
                wrong.Add($"{Path.GetFileNameWithoutExtension(file)}: expected {expected}, found {ids}");
        }

        output.WriteLine($"broken {sources.Count(source => source.StartsWith(Breaks, StringComparison.Ordinal))} of {sources.Length}, judged wrongly {wrong.Count}");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }
}
