using System.Globalization;

namespace NotifierSdk.Testing;

/// <summary>What an exploration did, and what it found.</summary>
public sealed class Exploration
{
    internal Exploration()
    {
    }

    /// <summary>How many schedules were run.</summary>
    public int Schedules { get; internal set; }

    /// <summary>Whether every interleaving was met, up to the order of steps that do not depend on one another.</summary>
    public bool IsComplete { get; internal set; }

    /// <summary>How many inequivalent interleavings there are, if the exploration is complete; otherwise 0.</summary>
    public int Interleavings { get; internal set; }

    /// <summary>What is wrong; null if nothing was found.</summary>
    public Verdict? Verdict { get; internal set; }

    /// <summary>What is wrong, in one line; null if nothing was found.</summary>
    public string? Failure { get; internal set; }

    /// <summary>What a thread threw, if that is the failure.</summary>
    public Exception? Exception { get; internal set; }

    /// <summary>Which part of the search found the failure, or came last.</summary>
    public string Strategy { get; internal set; } = "";

    /// <summary>The first seed of the random part of the search; 0 if there was none.</summary>
    public int Seed { get; internal set; }

    /// <summary>The failing schedule, with a column for each thread; null if nothing was found.</summary>
    public string? Schedule { get; internal set; }

    /// <summary>What to put into the environment variable <c>NOTIFIERSDK_REPLAY</c> to run the failing schedule alone; null if nothing was found.</summary>
    public string? ReplayToken { get; internal set; }

    /// <summary>How often the failing schedule stops a thread that could go on.</summary>
    public int Preemptions { get; internal set; }

    internal Reporting.Timeline? Timeline { get; set; }

    internal HashSet<UInt128> Traces { get; } = [];

    internal string? RawSchedule { get; set; }

    /// <inheritdoc/>
    public override string ToString()
    {
        if (Failure is not null)
        {
            var found = string.Create(CultureInfo.InvariantCulture, $"{Failure}   ({Plural(Preemptions, "preemption")}, schedule {Schedules} of the search, {Strategy})");
            return $"{found}{Environment.NewLine}{Schedule}replay: {Testing.ReplayToken.Variable}={ReplayToken}{Environment.NewLine}";
        }

        return IsComplete
            ? string.Create(CultureInfo.InvariantCulture, $"complete: {Plural(Interleavings, "inequivalent interleaving")}, {Plural(Schedules, "schedule")}")
            : string.Create(CultureInfo.InvariantCulture, $"nothing found in {Plural(Schedules, "schedule")}, which are not all; {Strategy}{(Seed == 0 ? "" : $", seed {Seed}")}");
    }

    private static string Plural(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");
}
