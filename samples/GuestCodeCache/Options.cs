using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using GuestCodeCache.Machine;

namespace GuestCodeCache;

/// <summary>The command line.</summary>
internal sealed record Options(int Seconds, bool IsUnsafe, bool IsSpeed, string? Elf, Load Load)
{
    /// <summary>The exit code for a command line that makes no sense.</summary>
    internal const int BadUsage = 2;

    private static readonly Option<int> s_seconds = Number("--seconds", "How long to run.", 1, 86_400, 10);
    private static readonly Option<int> s_callers = Number("--callers", "Threads of a guest that run code while another one changes it.", 1, 15, 2);
    private static readonly Option<int> s_threshold = Number("--threshold", "How often a block is interpreted before it is translated.", 0, 1_000_000, 16);

    private static readonly Option<bool> s_speed = new("--speed")
    {
        Description = "Compare the speed with an interpreter's, and with that of a cache that has one big lock.",
    };

    private static readonly Option<string?> s_elf = new("--elf")
    {
        Description = "Run this program instead: a static ELF file for rv32im.",
        HelpName = "file",
    };

    private static readonly Option<string> s_driver = new("--driver")
    {
        Description = "safe: the generated driver. unsafe: a copy of it without its one ReadRetry line.",
        HelpName = "safe|unsafe",
        DefaultValueFactory = _ => "safe",
        CustomParser = ParseDriver,
    };

    /// <summary>Parses the arguments, and runs with them. What cannot be understood is told in one line.</summary>
    internal static int Run(string[] arguments, Func<Options, CancellationToken, int> run)
    {
        var command = new RootCommand("A code cache for RISC-V programs that write, map and run their own code, on several threads.")
        {
            s_seconds, s_callers, s_threshold, s_speed, s_elf, s_driver,
        };
        command.SetAction((result, cancellationToken) => Task.FromResult(run(From(result), cancellationToken)));

        var parsed = command.Parse(arguments);
        if (parsed.Errors.Count == 0)
            return parsed.Invoke();
        Console.Error.WriteLine($"{parsed.Errors[0].Message} (--help lists the options)");
        return BadUsage;
    }

    private static Options From(ParseResult result) => new(
        result.GetValue(s_seconds),
        result.GetValue(s_driver) == "unsafe",
        result.GetValue(s_speed),
        result.GetValue(s_elf),
        new Load(result.GetValue(s_callers), result.GetValue(s_threshold)));

    private static Option<int> Number(string name, string description, int least, int most, int value) => new(name)
    {
        Description = $"{description} {least} to {most}.",
        HelpName = "number",
        DefaultValueFactory = _ => value,
        CustomParser = argument =>
        {
            var text = argument.Tokens[0].Value;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
                return number;
            argument.AddError($"{name} takes a whole number from {least} to {most}, not '{text}'.");
            return value;
        },
    };

    private static string ParseDriver(ArgumentResult argument)
    {
        var text = argument.Tokens[0].Value;
        if (text is not ("safe" or "unsafe"))
            argument.AddError($"--driver takes safe or unsafe, not '{text}'.");
        return text;
    }
}
