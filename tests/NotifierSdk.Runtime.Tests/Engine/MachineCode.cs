using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace NotifierSdk.Runtime.Tests.Engine;

/// <summary>What the compiler makes of methods of the runtime, and of one that announces changes, in a process of its own: the bytes of their code, and of their frames without the saved registers.</summary>
internal sealed partial class MachineCode
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly Dictionary<string, (int Code, int Frame)> _methods = [];

    private MachineCode(string listing)
    {
        foreach (Match method in Listing().Matches(listing))
        {
            var frame = Frame().Match(method.Groups["code"].Value);
            _methods[method.Groups["name"].Value] = (
                int.Parse(method.Groups["bytes"].Value, CultureInfo.InvariantCulture), frame.Success ? int.Parse(frame.Groups["bytes"].Value, CultureInfo.InvariantCulture) : 0);
        }
    }

    internal (int Code, int Frame) Of(string method) => _methods[method];

    /// <summary>Has the process work until each of the methods was compiled for the last time.</summary>
    internal static MachineCode Compile(IReadOnlyCollection<string> methods)
    {
        for (var work = 2_000; ; work *= 2)
        {
            var code = new MachineCode(Work(work, methods));
            var missing = methods.Where(method => !code._methods.ContainsKey(method)).ToList();
            if (missing.Count == 0)
                return code;
            Assert.True(work < 100_000, $"The compiler did not get to the last tier of {string.Join(", ", missing)}; is it still called by that name, and not inlined?");
        }
    }

    private static string Work(int times, IEnumerable<string> methods)
    {
        var path = Path.GetTempFileName();
        try
        {
            var start = new ProcessStartInfo(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"), ["exec", Path.Combine(AppContext.BaseDirectory, "NotifierSdk.Runtime.Tests.Observed.dll")])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                Environment =
                {
                    ["DOTNET_JitStdOutFile"] = path,
                    ["DOTNET_JitDisasm"] = string.Join(' ', methods.Select(static method => method[(method.IndexOf(':', StringComparison.Ordinal) + 1)..]).Distinct()),
                    // The last tier at once, and the same whatever the timing and the processor.
                    ["DOTNET_TieredPGO"] = "0",
                    ["DOTNET_TC_CallCountingDelayMs"] = "0",
                    ["DOTNET_EnableAVX512"] = "0",
                },
            };
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync();
            for (var i = 0; i < times; i++)
                process.StandardInput.WriteLine("work");
            process.StandardInput.Close();
            Assert.True(process.WaitForExit(s_patience), "the process does not end");
            Assert.Equal(times + 1, output.GetAwaiter().GetResult().Count(static character => character == '\n'));
            return File.ReadAllText(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    // "; Assembly listing for method Namespace.Type:Name(…):… (Tier1)", and "; Total bytes of code 189" at its end.
    [GeneratedRegex(@"^; Assembly listing for method (?:[\w.]+\.)?(?<name>\w+:\w+)\([^\n]*\(Tier1\)$(?<code>.*?)^; Total bytes of code (?<bytes>\d+)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Listing();

    [GeneratedRegex(@"^ +sub +rsp, (?<bytes>\d+)", RegexOptions.Multiline)]
    private static partial Regex Frame();
}
