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
        var shown = Instrument().Matches(new Markdown("docs/telemetry.md").Block("text", with: "[NotifierSdk]")).Select(match => match.Value).Distinct().ToList();
        Assert.NotEmpty(shown);

        // How soon each of them counts something depends on how busy the machine is.
        var read = "";
        for (var seconds = 5; seconds <= 40 && !shown.TrueForAll(instrument => read.Contains(Column(instrument), StringComparison.Ordinal)); seconds *= 2)
        {
            var file = $"counters after {seconds} s.csv";
            await Tool.RunAsync("dotnet-counters",
                "collect", "--counters", "NotifierSdk", "--format", "csv", "--output", Path.Combine(folder.Root, file), "--", sample, "--seconds", $"{seconds}");
            read = await folder.ReadAsync(file);
        }

        Assert.All(shown, instrument => Assert.Contains(Column(instrument), read, StringComparison.Ordinal));
        // The sample faults, and each fault has a first attempt.
        Assert.Matches(@"notifiersdk\.fault\.attempts \(.*notifiersdk\.fault\.attempt=1;notifiersdk\.space\.name=RDMA context\],Rate,[1-9]", read);
    }

    private static string Column(string instrument) => $",NotifierSdk,{instrument} (";

    [GeneratedRegex(@"(?<=^ +)notifiersdk\.[\w.]+(?= \()", RegexOptions.Multiline)]
    private static partial Regex Instrument();
}
