using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using RegistrationCacheSample.Machine;

namespace RegistrationCacheSample;

/// <summary>The command line.</summary>
internal sealed record Options(int Seconds, bool IsUnsafe, int MaxRegistrations, int MaxPages, LoadOptions Load)
{
    /// <summary>The exit code for a command line that makes no sense.</summary>
    private const int BadUsage = 2;

    private static readonly Option<int> s_seconds = Number("--seconds", "How long to run.", 1, 86_400, 10);
    private static readonly Option<int> s_senders = Number("--senders", "Threads that send from registered memory.", 1, 64, 2);
    private static readonly Option<int> s_owners = Number("--owners", "Threads that change the memory's mapping.", 1, 16, 2);
    private static readonly Option<int> s_pages = Number("--pages", "Pages of the application.", 16, 65_536, 64);
    private static readonly Option<int> s_registrations = Number("--registrations", "What the cache keeps at most.", 1, 65_536, 64);
    private static readonly Option<int> s_kept = Number("--kept-pages", "Pages that the cache keeps registered at most.", 1, 65_536, 128);
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
        var command = new RootCommand("A cache of DMA registrations: memory is sent from while its mapping changes underneath.")
        {
            s_seconds, s_senders, s_owners, s_pages, s_registrations, s_kept, s_seed, s_driver,
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
        result.GetValue(s_registrations),
        result.GetValue(s_kept),
        new LoadOptions(result.GetValue(s_senders), result.GetValue(s_owners), result.GetValue(s_pages), result.GetValue(s_seed)));

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
