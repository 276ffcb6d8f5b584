using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace MultiDevice;

/// <summary>The command line.</summary>
internal sealed record Options(int Devices, TimeSpan FlushTime, bool IsUnsafe, string? Output)
{
    /// <summary>The exit code for a command line that makes no sense.</summary>
    internal const int BadUsage = 2;

    private static readonly Option<int> s_devices = Number("--devices", "Devices that mirror the memory.", 4, 32, 8);
    private static readonly Option<int> s_flush = Number("--flush", "How long a TLB flush takes, in microseconds.", 10, 1_000_000, 1000);
    private static readonly Option<string?> s_output = new("--output") { Description = "Where the timeline is written, as SVG.", HelpName = "file" };

    private static readonly Option<string> s_driver = new("--driver")
    {
        Description = "safe: as described. unsafe: the finish step does not wait.",
        HelpName = "safe|unsafe",
        DefaultValueFactory = _ => "safe",
        CustomParser = ParseDriver,
    };

    /// <summary>Parses the arguments, and runs with them. What cannot be understood is told in one line.</summary>
    internal static int Run(string[] arguments, Func<Options, int> run)
    {
        var command = new RootCommand("Several devices mirror one memory: one pass and two passes, side by side.") { s_devices, s_flush, s_driver, s_output };
        command.SetAction(result => run(new Options(
            result.GetValue(s_devices),
            TimeSpan.FromMicroseconds(result.GetValue(s_flush)),
            result.GetValue(s_driver) == "unsafe",
            result.GetValue(s_output))));

        var parsed = command.Parse(arguments);
        if (parsed.Errors.Count == 0)
            return parsed.Invoke();
        Console.Error.WriteLine($"{parsed.Errors[0].Message} (--help lists the options)");
        return BadUsage;
    }

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
