using System.Diagnostics;
using System.Globalization;

namespace NotifierSdk.Analyzers.Tests.Robustness.Apart;

/// <summary>These tests once more, in a process that may die.</summary>
internal static class OwnProcess
{
    /// <summary>The first argument of such a process.</summary>
    public const string Word = "apart";

    private const int StackSize = 0x100000; // bytes: a thread of a 32-bit compiler has no more, and those of an IDE but half as much again

    /// <summary>What it wrote, once it has done the work.</summary>
    public static async Task<string> RunAsync(params string[] work)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(OwnProcess).Assembly.Location);
        foreach (var argument in work.Prepend(Word))
            start.ArgumentList.Add(argument);
        // The compiler that people run is optimised. Code that waits to be optimised has larger frames, and on a busy machine it waits long: then the compiler itself overflows.
        start.Environment["DOTNET_TieredCompilation"] = "0";
        start.Environment["DOTNET_DefaultStackSize"] = StackSize.ToString("x", CultureInfo.InvariantCulture);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', work)} ended with {process.ExitCode}, after:\n{Last(output)}\n{First(await errors)}");
        return output;
    }

    private static string Last(string text) => text.Length < 4_000 ? text : text[^4_000..];

    private static string First(string text) => text.Length < 4_000 ? text : text[..4_000];
}
