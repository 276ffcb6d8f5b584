using System.Diagnostics;
using System.Xml.Linq;

namespace NotifierSdk.MultiDevice.Tests;

/// <summary>The sample as its user runs it: a process, with its output, its picture and its exit code.</summary>
public class SampleTests
{
    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Both_drivers_live_through_the_story_and_are_drawn()
    {
        var path = Path.GetTempFileName();
        try
        {
            var (exitCode, output, errors) = await RunAsync("--devices", "5", "--flush", "500", "--output", path);
            Assert.Empty(errors);
            Assert.StartsWith("verdict: ok ", output[^1], StringComparison.Ordinal);
            Assert.EndsWith(" stale=0", output[^1], StringComparison.Ordinal);
            Assert.Equal(2, output.Count(line => line.EndsWith("1 refused, 1 failed, 1 removed", StringComparison.Ordinal)));
            Assert.Equal(0, exitCode);
            AssertIsTimeline(File.ReadAllText(path), devices: 5);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task The_driver_that_does_not_wait_leaves_pages_reachable()
    {
        // A flush so long that no pause of the machine covers it.
        var (exitCode, output, errors) = await RunAsync("--devices", "4", "--flush", "100000", "--driver", "unsafe");
        Assert.Empty(errors);
        Assert.StartsWith("verdict: CORRUPTED ", output[^1], StringComparison.Ordinal);
        Assert.Equal(1, exitCode);
    }

    [Fact]
    public void The_picture_of_the_readme_is_one_that_the_sample_draws() =>
        AssertIsTimeline(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "timeline.svg")), devices: 8);

    [Theory]
    [InlineData("--devices", "3", "4 to 32")]
    [InlineData("--devices", "many", "4 to 32")]
    [InlineData("--flush", "0", "10 to 1000000")]
    [InlineData("--driver", "fast", "safe or unsafe")]
    [InlineData("--output", "/no/such/directory/timeline.svg", "Name a file in a directory that is there")]
    public async Task A_bad_value_gets_one_line_and_exit_code_2(string option, string value, string rule)
    {
        var (exitCode, output, errors) = await RunAsync(option, value);
        Assert.Equal(2, exitCode);
        Assert.Empty(output);
        var line = Assert.Single(errors);
        Assert.Contains(option, line, StringComparison.Ordinal);
        Assert.Contains($"'{value}'", line, StringComparison.Ordinal);
        Assert.Contains(rule, line, StringComparison.Ordinal);
    }

    // In each of two panels: a lane for each device, what the owner did, and nothing that a browser would have to fetch.
    private static void AssertIsTimeline(string svg, int devices)
    {
        var drawing = XDocument.Parse(svg).Root!;
        Assert.Equal(s_svg + "svg", drawing.Name);
        var texts = drawing.Elements(s_svg + "text").Select(text => text.Value).ToArray();
        for (var device = 0; device < devices; device++)
            Assert.Equal(2, texts.Count(text => text == $"device {device}"));
        var spans = drawing.Descendants(s_svg + "title").Select(title => title.Value.Split(':')[0]).ToArray();
        foreach (var (text, count) in new[] { ("refused", 2), ("failed", 2), ("again", 4), ("unmap", 6), ("Remove()", 2), ("commit", 2), ("does not answer", 2) })
            Assert.Equal(count, spans.Count(span => span == text));
        Assert.DoesNotContain(drawing.DescendantsAndSelf().Attributes(), attribute => attribute.Name.LocalName is "href" or "src");
    }

    private static async Task<(int ExitCode, string[] Output, string[] Errors)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [Path.Combine(AppContext.BaseDirectory, "MultiDevice.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(s_limit);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var errors = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, Lines(await output), Lines(await errors));
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
