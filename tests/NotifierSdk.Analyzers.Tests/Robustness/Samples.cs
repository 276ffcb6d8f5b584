using NotifierSdk.Analyzers.Tests.Corpus;
using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Robustness;

/// <summary>Every driver that there is to look at: those of the corpus, the samples, and three that show as many of the SDK's ways as fit on a page.</summary>
internal static class Samples
{
    private static readonly string[] s_folders = ["samples/Misuse", "samples/RdmaOdp/Driver"];

    /// <summary>Each with a name for messages. None begins with a namespace of its own, so that many can be looked at in one compilation.</summary>
    public static IReadOnlyList<(string Name, string Source)> All { get; } =
    [
        (nameof(Drivers.Annotated), Drivers.Annotated),
        (nameof(Drivers.ByHand), Drivers.ByHand),
        (nameof(Drivers.Wrong), Drivers.Wrong),
        .. CorpusDriver.All.Select(driver => (driver.Name, driver.Broken ?? driver.Correct)),
        .. s_folders
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs").Order(StringComparer.Ordinal))
            .Select(path => (Path.GetFileNameWithoutExtension(path), WithoutNamespace(File.ReadAllLines(path)))),
    ];

    private static string WithoutNamespace(string[] lines) =>
        string.Join('\n', lines.Where(line => !line.StartsWith("namespace ", StringComparison.Ordinal) && !line.StartsWith("using ", StringComparison.Ordinal)));
}
