using System.Diagnostics;

namespace NotifierSdk.Package.Tests;

/// <summary>Runs the dotnet tool, and other programs, with nothing of this test's own run in its environment.</summary>
internal static class Dotnet
{
    private static readonly string[] s_inherited = ["MSBUILD", "VSTEST", "DOTNET_CLI_", "DOTNET_HOST_PATH", "DOTNET_RUNNING", "TESTINGPLATFORM_"];

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10);

    /// <summary>What the tool printed. Fails if it ended with another exit code than expected.</summary>
    /// <param name="folder">Where it runs.</param>
    /// <param name="packages">Its package folder; null for this machine's.</param>
    /// <param name="exitCode">The exit code that is right.</param>
    /// <param name="arguments">Its command line.</param>
    public static Task<string> RunAsync(string folder, string? packages, int exitCode, params string[] arguments) =>
        RunProgramAsync("dotnet", folder, packages, exitCode, arguments);

    /// <summary>The same for any program.</summary>
    public static async Task<string> RunProgramAsync(string program, string folder, string? packages, int exitCode, params string[] arguments)
    {
        using var process = Start(program, folder, packages, arguments);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(s_patience);
        try
        {
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(timeout.Token);
            var error = process.StandardError.ReadToEndAsync(timeout.Token);
            await process.WaitForExitAsync(timeout.Token);
            var printed = await output + await error;
            Assert.True(process.ExitCode == exitCode, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode} instead of {exitCode}:\n{printed}");
            return printed;
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Starts a program; whoever does ends it.</summary>
    public static Process Start(string program, string folder, string? packages, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
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
        // Nothing is left running.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        return Process.Start(start)!;
    }
}
