using System.Text.RegularExpressions;

namespace NotifierSdk.Package.Tests;

/// <summary>The tool dotnet-counters reads the meter of a running sample, as docs/telemetry.md shows.</summary>
public partial class CountersTests(Feed feed)
{
    [Fact]
    public async Task The_tool_reads_from_a_running_sample_what_the_page_shows()
    {
        await Tool.RequireAsync("dotnet-counters");
        var folder = await feed.CreateFolderAsync("Counters");
        var sample = Path.Combine(Feed.Repository, "samples/RdmaOdp/bin", Feed.Configuration, "net10.0/RdmaOdp");
        await Tool.RunAsync("dotnet-counters",
            "collect", "--counters", "NotifierSdk", "--format", "csv", "--output", Path.Combine(folder.Root, "counters.csv"), "--", sample, "--seconds", "5");

        var shown = Instrument().Matches(new Markdown("docs/telemetry.md").Block("text", with: "[NotifierSdk]")).Select(match => match.Value).Distinct().ToList();
        Assert.NotEmpty(shown);
        var read = await folder.ReadAsync("counters.csv");
        Assert.All(shown, instrument => Assert.Contains($",NotifierSdk,{instrument} (", read, StringComparison.Ordinal));
        // The sample faults, and each fault has a first attempt.
        Assert.Matches(@"notifiersdk\.fault\.attempts \(.*notifiersdk\.fault\.attempt=1;notifiersdk\.space\.name=RDMA context\],Rate,[1-9]", read);
    }

    [GeneratedRegex(@"(?<=^ +)notifiersdk\.[\w.]+(?= \()", RegexOptions.Multiline)]
    private static partial Regex Instrument();
}
