using System.Diagnostics;

namespace NotifierSdk.Package.Tests;

/// <summary>Runs the dotnet tool with nothing of this test's own run in its environment.</summary>
internal static class Dotnet
{
    private static readonly string[] s_inherited = ["MSBUILD", "VSTEST", "DOTNET_CLI_", "DOTNET_HOST_PATH", "DOTNET_RUNNING", "TESTINGPLATFORM_"];

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    /// <summary>What the tool printed. Fails if it ended with another exit code than expected.</summary>
    /// <param name="folder">Where it runs.</param>
    /// <param name="packages">Its package folder; null for this machine's.</param>
    /// <param name="exitCode">The exit code that is right.</param>
    /// <param name="arguments">Its command line.</param>
    public static async Task<string> RunAsync(string folder, string? packages, int exitCode, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => s_inherited.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))).ToList())
            start.Environment.Remove(name);
        if (packages is not null)
            start.Environment["NUGET_PACKAGES"] = packages;
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1"; // nothing is left running

        using var process = Process.Start(start)!;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(s_patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(timeout.Token);
            var error = process.StandardError.ReadToEndAsync(timeout.Token);
            await process.WaitForExitAsync(timeout.Token);
            var printed = await output + await error;
            Assert.True(process.ExitCode == exitCode, $"dotnet {string.Join(' ', arguments)} ended with {process.ExitCode} instead of {exitCode}:\n{printed}");
            return printed;
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
