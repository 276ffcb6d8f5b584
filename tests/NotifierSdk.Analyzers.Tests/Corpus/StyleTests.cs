using NotifierSdk.Analyzers.Tests.Corpus.Rewriting;
using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Corpus;

/// <summary>Correct drivers in many styles: each of them does what it must in another way than the drivers that were read of.</summary>
public class StyleTests(ITestOutputHelper output)
{
    private const string Folder = "tests/NotifierSdk.Analyzers.Tests/Corpus/Styles";

    [Fact]
    public async Task No_correct_driver_is_suspected_for_its_style()
    {
        var files = Directory.EnumerateFiles(Path.Combine(Repository.Root, Folder), "*.cs").Order(StringComparer.Ordinal).ToList();
        var sources = await Task.WhenAll(files.Select(file => File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)));
        Assert.All(sources, source => Assert.StartsWith("// Correct: ", source, StringComparison.Ordinal));
        // Written puts them behind the name of their namespace, on the same line.
        var found = await Written.AnalyzeAsync(sources.Select(source => source[source.IndexOf('\n', StringComparison.Ordinal)..]));
        var wrong = files.Zip(found, (file, rules) => (Name: Path.GetFileNameWithoutExtension(file), Rules: rules))
            .SelectMany(driver => driver.Rules is null ? [$"{driver.Name} does not compile"] : driver.Rules.Select(rule => $"{driver.Name}: {rule}"))
            .ToList();
        output.WriteLine($"styles {files.Count}, false alarms {wrong.Count}");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(files.Count >= 90, $"Only {files.Count} styles.");
    }
}
