using System.Text.RegularExpressions;
using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Corpus;

/// <summary>
/// A small but whole driver. A broken one and its correct twin are one file: a line that ends in <c>//! NSDKnnnn</c> is in the broken one only, a line that
/// ends in <c>//+</c> in the correct one only, so that the two differ by the fix alone.
/// </summary>
/// <param name="Name">The name of its file.</param>
/// <param name="Rule">The rule that the broken one breaks; null if there is none.</param>
/// <param name="Source">Where the bug was read of; null if nowhere.</param>
/// <param name="Broken">The broken driver; null if there is none.</param>
/// <param name="Correct">The correct driver.</param>
internal sealed partial record CorpusDriver(string Name, string? Rule, string? Source, string? Broken, string Correct)
{
    private const string Folder = "tests/NotifierSdk.Analyzers.Tests/Corpus/Drivers";

    public static IReadOnlyList<CorpusDriver> All { get; } = In(Folder);

    /// <summary>The drivers of a folder and of those inside it.</summary>
    public static IReadOnlyList<CorpusDriver> In(string folder) =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(Parse)];

    private static CorpusDriver Parse(string path)
    {
        var lines = File.ReadAllLines(path);
        var name = Path.GetFileNameWithoutExtension(path);
        var correct = Join(lines.Where(line => !BrokenOnly().IsMatch(line)));
        var rule = Head(lines, "Breaks");
        if (rule is null)
        {
            Assert.NotNull(Head(lines, "Correct"));
            return new CorpusDriver(name, null, null, null, correct);
        }

        Assert.All(lines.Select(line => BrokenOnly().Match(line)).Where(match => match.Success), match => Assert.Equal(rule, match.Groups[1].Value));
        Assert.NotNull(Head(lines, "Bug"));
        var source = Head(lines, "Read in");
        return new CorpusDriver(name, rule, source == "none" ? null : source, Join(lines.Where(line => !CorrectOnly().IsMatch(line))), correct);
    }

    private static string? Head(string[] lines, string key) =>
        lines.FirstOrDefault(line => line.StartsWith($"// {key}: ", StringComparison.Ordinal))?[$"// {key}: ".Length..];

    private static string Join(IEnumerable<string> lines) => string.Join('\n', lines) + "\n";

    [GeneratedRegex(@"//! (NSDK\d{4})$")]
    private static partial Regex BrokenOnly();

    [GeneratedRegex(@"//\+$")]
    private static partial Regex CorrectOnly();
}
