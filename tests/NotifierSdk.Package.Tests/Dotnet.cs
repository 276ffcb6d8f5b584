using System.Diagnostics;
using System.Runtime.InteropServices;

namespace NotifierSdk.Package.Tests;

/// <summary>Runs the dotnet tool, and other programs, with nothing of this test's own run in its environment.</summary>
internal static class Dotnet
{
    private static readonly string[] s_inherited = ["MSBUILD", "VSTEST", "DOTNET_CLI_", "DOTNET_HOST_PATH", "DOTNET_RUNNING", "TESTINGPLATFORM_"];

    private static readonly string s_root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    // The builds of one run share a compiler, which starts once and compiles itself once. It is this run's own: no other build uses it, and nothing but this run ends it.
    private static readonly string s_compilerServer = $"notifiersdk-package-tests-{Environment.ProcessId}";

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
        start.Environment["DOTNET_ROOT"] = s_root; // programs are run, too
        start.Environment["DOTNET_GENERATE_ASPNET_CERTIFICATE"] = "false";
        start.Environment["DOTNET_TieredPGO"] = "0"; // instrumented code pays in long runs only
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1"; // nothing is left running
        start.Environment["UseSharedCompilation"] = "true";
        start.Environment["SharedCompilationId"] = s_compilerServer;
        return Process.Start(start)!;
    }

    /// <summary>Ends the compiler server that the builds of this run have shared, if one was started.</summary>
    public static async Task StopCompilerServerAsync()
    {
        var sdk = (await RunAsync(Feed.Repository, packages: null, 0, "--list-sdks")).Split('\n')
            .Select(line => line.Split(' ', 2)).Where(parts => parts.Length == 2)
            .Select(parts => Path.Combine(parts[1].Trim('[', ']'), parts[0]));
        foreach (var server in sdk.Select(folder => Path.Combine(folder, "Roslyn/bincore/VBCSCompiler.dll")).Where(File.Exists))
            await RunAsync(Feed.Repository, packages: null, 0, server, "-shutdown", $"-pipename:{s_compilerServer}");
    }
}
