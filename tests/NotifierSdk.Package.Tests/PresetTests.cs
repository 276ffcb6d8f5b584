using System.Text.RegularExpressions;

namespace NotifierSdk.Package.Tests;

/// <summary>One property selects how severe all rules are.</summary>
public partial class PresetTests(Feed feed)
{
    // One rule of each severity: an error, a warning, and a suggestion, which no build prints.
    private static readonly string[] s_broken = ["NSDK1005", "NSDK2001", "NSDK2010"];

    [Fact]
    public async Task A_build_reports_each_rule_as_the_preset_says()
    {
        var project = await feed.CreateFolderAsync("Presets", [
            ("Driver.csproj", feed.ProjectWith("NotifierSdk", "<OutputType>Library</OutputType>", """<Using Include="NotifierSdk" />""")),
            .. s_broken.Select(rule => ($"{rule}.cs", File.ReadAllText(Path.Combine(Feed.Repository, $"samples/Misuse/{rule}.cs"))))]);
        await project.DotnetAsync(0, "restore");

        await ReportsAsync(project, "none", 0);
        await ReportsAsync(project, "default", 1, "error NSDK1005", "warning NSDK2001");
        await ReportsAsync(project, "Recommended", 1, "error NSDK1005", "warning NSDK2001", "warning NSDK2010");
        await ReportsAsync(project, "strict", 1, "error NSDK1005", "error NSDK2001", "error NSDK2010", "warning NSDK3009");
        var refused = await project.DotnetAsync(1, "build", "--no-restore", "-p:NotifierSdkAnalysisMode=pedantic");
        Assert.Contains("'pedantic', which is not a preset. Set it to none, default, recommended, or strict.", refused, StringComparison.Ordinal);
    }

    private static async Task ReportsAsync(CleanFolder project, string mode, int exitCode, params string[] reports)
    {
        var printed = await project.DotnetAsync(exitCode, "build", "--no-restore", "--no-incremental", $"-p:NotifierSdkAnalysisMode={mode}");
        Assert.Equal(reports, Report().Matches(printed).Select(report => report.Value).Distinct().OrderBy(report => report[^4..], StringComparer.Ordinal));
    }

    [GeneratedRegex(@"(?:error|warning) NSDK\d{4}")]
    private static partial Regex Report();
}
