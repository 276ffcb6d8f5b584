using System.Diagnostics;

namespace NotifierSdk.RegistrationCache.Tests;

/// <summary>The sample as its user runs it: a process, with its output and exit code.</summary>
public class SampleTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task The_generated_driver_sends_what_is_there_and_unpins_everything()
    {
        var (exitCode, output, errors) = await RunAsync("--seconds", "2");
        Assert.StartsWith("verdict: ok ", output[^1], StringComparison.Ordinal);
        Assert.EndsWith("pinned=0 stale=0", output[^1], StringComparison.Ordinal);
        Assert.Equal(0, exitCode);
        Assert.Empty(errors);
    }

    [Fact]
    public async Task The_driver_without_the_retry_line_sends_what_is_gone()
    {
        var (exitCode, output, errors) = await RunAsync("--seconds", "60", "--driver", "unsafe"); // ends when it was seen
        Assert.StartsWith("verdict: CORRUPTED ", output[^1], StringComparison.Ordinal);
        Assert.Contains(output, line => line.StartsWith("checker: page ", StringComparison.Ordinal));
        Assert.Equal(1, exitCode);
        Assert.Empty(errors);
    }

    [Theory]
    [InlineData("--seconds", "0", "1 to 86400")]
    [InlineData("--senders", "65", "1 to 64")]
    [InlineData("--owners", "1.5", "1 to 16")]
    [InlineData("--pages", "8", "16 to 65536")]
    [InlineData("--registrations", "-1", "1 to 65536")]
    [InlineData("--kept-pages", "many", "1 to 65536")]
    [InlineData("--seed", "-1", "0 to 2147483647")]
    [InlineData("--driver", "fast", "safe or unsafe")]
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

    private static async Task<(int ExitCode, string[] Output, string[] Errors)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [Path.Combine(AppContext.BaseDirectory, "RegistrationCache.dll"), .. arguments])
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
