using System.Diagnostics;

namespace NotifierSdk.Package.Tests;

/// <summary>A tool that the repository pins in .config/dotnet-tools.json.</summary>
internal static class Tool
{
    // Restored once for all tests. The reason why there are no tools; null if there are.
    private static readonly Lazy<Task<string?>> s_missing = new(RestoreAsync);

    /// <summary>Skips the test where the tool cannot be had.</summary>
    public static async Task RequireAsync(string tool)
    {
        if (await s_missing.Value is { } reason)
            Assert.Skip($"{tool} cannot be had: {reason}");
    }

    public static Process Start(string tool, params string[] arguments) =>
        Dotnet.Start("dotnet", Feed.Repository, packages: null, Command(tool, arguments));

    public static Task<string> RunAsync(string tool, params string[] arguments) => Dotnet.RunAsync(Feed.Repository, packages: null, 0, Command(tool, arguments));

    private static string[] Command(string tool, string[] arguments) => ["tool", "run", tool, "--", .. arguments];

    private static async Task<string?> RestoreAsync()
    {
        using var restore = Dotnet.Start("dotnet", Feed.Repository, packages: null, "tool", "restore");
        restore.StandardInput.Close();
        var error = restore.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await restore.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await restore.WaitForExitAsync(TestContext.Current.CancellationToken);
        return restore.ExitCode == 0 ? null : output + await error;
    }
}
