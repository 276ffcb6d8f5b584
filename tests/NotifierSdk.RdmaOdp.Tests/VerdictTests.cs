using System.Globalization;
using System.Text.RegularExpressions;

namespace NotifierSdk.RdmaOdp.Tests;

/// <summary>A few seconds of the sample, with either driver.</summary>
public partial class VerdictTests
{
    [Fact]
    public async Task The_generated_driver_survives()
    {
        var sample = await Sample.RunUntilAsync(static sample => Shows(Verdict().Match(sample.Output[^1]), "collisions"));
        var verdict = Verdict().Match(sample.Output[^1]);
        Assert.True(verdict.Success, sample.Output[^1]);
        Assert.Equal("ok", verdict.Groups["word"].Value);
        Assert.True(Count(verdict, "faults") > 0);
        Assert.True(Count(verdict, "collisions") > 0);
        Assert.True(Count(verdict, "invalidations") > 0);
        Assert.True(Count(verdict, "bytes") > 0);
        Assert.Equal(0, Count(verdict, "stale"));
        Assert.Equal(0, sample.ExitCode);
        Assert.Empty(sample.Errors);
    }

    [Fact]
    public async Task Contexts_die_under_faults_holes_are_punched_and_the_meter_agrees_with_the_sample()
    {
        var sample = await Sample.RunUntilAsync(static sample => Shows(Totals().Match(string.Join('\n', sample.Output)), "holes", "deaths", "dying") && Shows(Verdict().Match(sample.Output[^1]), "collisions"));
        var verdict = Verdict().Match(sample.Output[^1]);
        var totals = Totals().Match(string.Join('\n', sample.Output));
        Assert.Empty(sample.Errors);
        Assert.True(verdict.Success && totals.Success, string.Join('\n', sample.Output));
        Assert.True(Count(totals, "holes") > 0);
        Assert.True(Count(totals, "deaths") > 0);
        Assert.True(Count(totals, "dying") > 0);

        const int ContextsAtTheEnd = 2;
        Assert.Equal(Count(totals, "deaths") + ContextsAtTheEnd, Count(totals, "releases"));
        Assert.Equal(Count(verdict, "invalidations"), Count(totals, "hits"));
        Assert.InRange(Count(verdict, "collisions"), 1, Count(totals, "collided"));
        Assert.True(Count(totals, "attempts") >= Count(verdict, "faults") + Count(verdict, "collisions"));
        Assert.True(Count(totals, "batches") >= Count(totals, "holes"));
        Assert.Equal(0, sample.ExitCode);
    }

    [Fact]
    public async Task The_driver_without_the_retry_line_corrupts_memory()
    {
        var sample = await Sample.RunUntilAsync(static _ => false, "--driver", "unsafe");
        var verdict = Verdict().Match(sample.Output[^1]);
        Assert.True(verdict.Success, sample.Output[^1]);
        Assert.Equal("CORRUPTED", verdict.Groups["word"].Value);
        Assert.True(Count(verdict, "stale") > 0);
        Assert.Equal(0, Count(verdict, "collisions"));
        Assert.Contains(sample.Output, line => line.StartsWith("checker: ", StringComparison.Ordinal));
        Assert.Equal(1, sample.ExitCode);
        Assert.Empty(sample.Errors);
    }

    [Theory]
    [InlineData("--regions", "1", "--nics", "4", "--apps", "4", "--seed", "7")]
    [InlineData("--regions", "9", "--nics", "1", "--apps", "1", "--seed", "0")]
    public async Task Other_loads_run_too(params string[] load)
    {
        var sample = await Sample.RunAsync([.. load, "--seconds", "1"]);
        Assert.StartsWith("verdict: ok ", sample.Output[^1], StringComparison.Ordinal);
        Assert.Equal(0, sample.ExitCode);
    }

    private static bool Shows(Match match, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (!match.Success || Count(match, name) == 0)
                return false;
        }

        return true;
    }

    private static long Count(Match verdict, string name) => long.Parse(verdict.Groups[name].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?<holes>\d+) holes punched\n.* (?<deaths>\d+) contexts died\n.* (?<dying>\d+) a context that was dying\ntelemetry: \d+ invalidations, (?<releases>\d+) of them releases; (?<hits>\d+) hits; (?<attempts>\d+) attempts, (?<collided>\d+) collisions; (?<batches>\d+) batches\n")]
    private static partial Regex Totals();

    [GeneratedRegex(@"^verdict: (?<word>ok|CORRUPTED) faults=(?<faults>\d+) collisions=(?<collisions>\d+) invalidations=(?<invalidations>\d+) bytes=(?<bytes>\d+) stale=(?<stale>\d+)$")]
    private static partial Regex Verdict();
}
