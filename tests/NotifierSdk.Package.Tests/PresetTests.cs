using System.Text.RegularExpressions;

namespace NotifierSdk.Package.Tests;

/// <summary>One property selects how severe all rules are.</summary>
public partial class PresetTests(Feed feed)
{
    // One rule of each severity: an error, a warning, and a suggestion, which no build prints.
    private static readonly string[] s_broken = ["NSDK1005", "NSDK2001", "NSDK2010"];

    private static readonly string[] s_presets = ["none", "default", "Recommended", "strict", "pedantic"];

    internal static IEnumerable<(string Path, string Text)> Files(Feed feed) => s_presets.SelectMany(preset => (IEnumerable<(string, string)>)
    [
        ($"Presets/{preset}/{preset}.csproj", feed.ProjectWith(
            "NotifierSdk", $"<OutputType>Library</OutputType><NotifierSdkAnalysisMode>{preset}</NotifierSdkAnalysisMode>", """<Using Include="NotifierSdk" />""")),
        .. s_broken.Select(rule => ($"Presets/{preset}/{rule}.cs", File.ReadAllText(Path.Combine(Feed.Repository, $"samples/Misuse/{rule}.cs")))),
    ]);

    [Theory]
    [InlineData("none")]
    [InlineData("default", "error NSDK1005", "warning NSDK2001")]
    [InlineData("Recommended", "error NSDK1005", "warning NSDK2001", "warning NSDK2010")]
    [InlineData("strict", "error NSDK1005", "error NSDK2001", "error NSDK2010", "warning NSDK3009")]
    public async Task A_build_reports_each_rule_as_the_preset_says(string preset, params string[] reports)
    {
        var reported = (await ProjectAsync(preset)).Reports.SelectMany(report => Report().Matches(report)).Select(report => report.Value);
        Assert.Equal(reports, reported.Distinct().OrderBy(report => report[^4..], StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_is_no_preset_is_refused() => Assert.Contains(
        "'pedantic', which is not a preset. Set it to none, default, recommended, or strict.",
        Assert.Single((await ProjectAsync("pedantic")).Reports),
        StringComparison.Ordinal);

    private async Task<Consumer> ProjectAsync(string preset) => (await feed.ConsumersAsync)[$"Presets/{preset}/{preset}"];

    [GeneratedRegex(@"(?:error|warning) NSDK\d{4}")]
    private static partial Regex Report();
}
