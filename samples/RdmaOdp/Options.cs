using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using RdmaOdp.Machine;

namespace RdmaOdp;

/// <summary>The command line.</summary>
internal sealed record Options(int Seconds, bool IsUnsafe, Load Load)
{
    /// <summary>The exit code for a command line that makes no sense.</summary>
    private const int BadUsage = 2;

    private static readonly Option<int> s_seconds = Number("--seconds", "How long to run.", 1, 86_400, 10);
    private static readonly Option<int> s_regions = Number("--regions", "Memory regions.", 1, 256, 4);
    private static readonly Option<int> s_nics = Number("--nics", "Threads that perform remote reads and writes.", 1, 64, 2);
    private static readonly Option<int> s_apps = Number("--apps", "Threads that change the memory's mappings.", 1, 64, 2);
    private static readonly Option<int> s_seed = Number("--seed", "What the random choices are derived from.", 0, int.MaxValue, 1);

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
        var command = new RootCommand("On-demand paging for RDMA, over real memory: remote reads and writes while the mappings change underneath.")
        {
            s_seconds, s_regions, s_nics, s_apps, s_seed, s_driver,
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
        new Load(result.GetValue(s_regions), result.GetValue(s_nics), result.GetValue(s_apps), result.GetValue(s_seed)));

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
