using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Corpus;

/// <summary>Every driver of the corpus: the correct ones, the broken ones, and those in other styles.</summary>
internal static class AllDrivers
{
    private const string Styles = "tests/NotifierSdk.Analyzers.Tests/Corpus/Styles";

    public static IReadOnlyList<string> Sources { get; } =
    [
        .. CorpusDriver.All.Select(driver => driver.Broken ?? driver.Correct),
        .. Directory.EnumerateFiles(Path.Combine(Repository.Root, Styles), "*.cs").Order(StringComparer.Ordinal).Select(File.ReadAllText),
    ];
}
