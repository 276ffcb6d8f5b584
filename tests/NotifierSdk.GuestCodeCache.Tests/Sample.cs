using System.Diagnostics;

namespace NotifierSdk.GuestCodeCache.Tests;

/// <summary>The sample as its user runs it: a process, with its output and exit code.</summary>
internal sealed record Sample(int ExitCode, string[] Output, string[] Errors)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    public static async Task<Sample> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [Path.Combine(AppContext.BaseDirectory, "GuestCodeCache.dll"), .. arguments])
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
            return new Sample(process.ExitCode, Lines(await output), Lines(await errors));
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>
    /// Runs the sample until it has shown what it should, for 3 seconds, and then for 6, 12, and 24: how soon a program comes to its end depends on how busy the machine is. A run that
    /// was not in order is the last one, and the result.
    /// </summary>
    public static async Task<Sample> RunUntilAsync(Func<Sample, bool> hasShown)
    {
        for (var seconds = 3; ; seconds *= 2)
        {
            var sample = await RunAsync("--seconds", $"{seconds}");
            var isInOrder = sample is { ExitCode: 0, Errors: [], Output: [.., var verdict] } && verdict.StartsWith("verdict: ok ", StringComparison.Ordinal);
            if (!isInOrder || hasShown(sample) || seconds > 20)
                return sample;
        }
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
