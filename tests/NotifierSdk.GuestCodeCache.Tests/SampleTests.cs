using System.Globalization;
using System.Text.RegularExpressions;

namespace NotifierSdk.GuestCodeCache.Tests;

/// <summary>A few seconds of the sample, with either driver.</summary>
public partial class SampleTests
{
    private static readonly string[] s_counts = ["runs", "instructions", "translated", "invalidations", "dropped"];

    [Fact]
    public async Task With_the_generated_driver_every_checksum_is_right()
    {
        var sample = await Sample.RunUntilAsync(static sample => Verdict().Match(sample.Output[^1]) is { Success: true } shown && Array.TrueForAll(s_counts, count => Count(shown, count) > 0));
        var verdict = Verdict().Match(sample.Output[^1]);
        Assert.True(verdict.Success, string.Join('\n', sample.Output));
        Assert.Equal("ok", verdict.Groups["word"].Value);
        foreach (var count in s_counts)
            Assert.True(Count(verdict, count) > 0, count);
        Assert.Equal("0", verdict.Groups["wrong"].Value);
        Assert.Equal(0, sample.ExitCode);
        Assert.Empty(sample.Errors);
    }

    [Fact]
    public async Task With_the_driver_that_lacks_the_retry_line_the_guest_runs_old_code()
    {
        var sample = await Sample.RunAsync("--seconds", "60", "--callers", "4", "--driver", "unsafe"); // ends when it was seen
        var verdict = Verdict().Match(sample.Output[^1]);
        Assert.True(verdict.Success, string.Join('\n', sample.Output));
        Assert.Equal("CORRUPTED", verdict.Groups["word"].Value);
        Assert.Equal("0", verdict.Groups["collisions"].Value);
        Assert.Contains(sample.Output, line => GuestSays().IsMatch(line));
        Assert.Equal(1, sample.ExitCode);
        Assert.Empty(sample.Errors);
    }

    [Fact]
    public async Task The_speeds_are_compared_and_all_three_ways_come_to_the_right_results()
    {
        var sample = await Sample.RunAsync("--speed", "--seconds", "1");
        Assert.Equal("verdict: ok", sample.Output[^1][..11]);
        Assert.Equal(4, sample.Output.Count(line => line.Contains(" (1.0)", StringComparison.Ordinal)));
        Assert.Equal(0, sample.ExitCode);
        Assert.Empty(sample.Errors);
    }

    [Theory]
    [InlineData("--seconds", "0", "1 to 86400")]
    [InlineData("--seconds", "ten", "1 to 86400")]
    [InlineData("--callers", "16", "1 to 15")]
    [InlineData("--threshold", "-1", "0 to 1000000")]
    [InlineData("--driver", "fast", "safe or unsafe")]
    public async Task A_bad_value_gets_one_line_and_exit_code_2(string option, string value, string rule)
    {
        var sample = await Sample.RunAsync(option, value);
        Assert.Equal(2, sample.ExitCode);
        Assert.Empty(sample.Output);
        var line = Assert.Single(sample.Errors);
        Assert.Contains(option, line, StringComparison.Ordinal);
        Assert.Contains($"'{value}'", line, StringComparison.Ordinal);
        Assert.Contains(rule, line, StringComparison.Ordinal);
    }

    private static long Count(Match verdict, string name) => long.Parse(verdict.Groups[name].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^verdict: (?<word>ok|CORRUPTED) runs=(?<runs>\d+) instructions=(?<instructions>\d+) translated=(?<translated>\d+) collisions=(?<collisions>\d+) invalidations=(?<invalidations>\d+) dropped=(?<dropped>\d+) wrong=(?<wrong>\d+)$")]
    private static partial Regex Verdict();

    [GeneratedRegex(@"^guest: (cross-modifying|overlays): [1-9]\d* of \d+ results were wrong$")]
    private static partial Regex GuestSays();
}
