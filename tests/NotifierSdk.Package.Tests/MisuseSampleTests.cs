using System.Text.RegularExpressions;

namespace NotifierSdk.Package.Tests;

/// <summary>Building the sample shows every rule at work.</summary>
public partial class MisuseSampleTests
{
    [Fact]
    public async Task Building_the_sample_prints_the_rule_of_each_of_its_files_and_nothing_else()
    {
        var printed = await Dotnet.RunAsync(
            Feed.Repository, packages: null, 0,
            "build", "samples/Misuse", "--no-incremental", "--configuration", Feed.Configuration, "-p:BuildProjectReferences=false");
        var rules = Directory.EnumerateFiles(Path.Combine(Feed.Repository, "docs/rules"), "NSDK*.md").Select(Path.GetFileNameWithoutExtension);
        Assert.Equal(
            rules.Order(StringComparer.Ordinal).Select(rule => $"{rule}.cs: {rule}"),
            Diagnostics().Matches(printed).Select(match => $"{match.Groups["file"].Value}: {match.Groups["id"].Value}").Distinct().Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"(?<file>\w+\.cs)\(\d+,\d+\): (?:warning|error) (?<id>\w+):")]
    private static partial Regex Diagnostics();
}
