using System.Globalization;

namespace NotifierSdk.Testing;

/// <summary>Describes what an exploration did and what it found.</summary>
public sealed class Exploration
{
    internal Exploration()
    {
    }

    /// <summary>Gets the number of schedules that were run.</summary>
    public int Schedules { get; internal set; }

    /// <summary>Gets whether the exploration ran every interleaving. Interleavings that differ only in the order of independent steps count as one.</summary>
    public bool IsComplete { get; internal set; }

    /// <summary>Gets the number of inequivalent interleavings, or 0 if the exploration is not complete.</summary>
    public int Interleavings { get; internal set; }

    /// <summary>Gets the kind of the failure, or null if no schedule failed.</summary>
    public Verdict? Verdict { get; internal set; }

    /// <summary>Gets a description of the failure in one line, or null if no schedule failed.</summary>
    public string? Failure { get; internal set; }

    /// <summary>Gets the exception that a thread or another function of the scenario threw, or null if the failure is of another kind.</summary>
    public Exception? Exception { get; internal set; }

    /// <summary>Gets the part of the search that found the failure. If no schedule failed, it is the part that ran last.</summary>
    public string Strategy { get; internal set; } = "";

    /// <summary>Gets the first seed of the random part of the search, or 0 if the search had no random part.</summary>
    public int Seed { get; internal set; }

    /// <summary>Gets the failing schedule as a table with a column for each thread, or null if no schedule failed.</summary>
    public string? Schedule { get; internal set; }

    /// <summary>Gets the token of the failing schedule, or null if no schedule failed. To run that schedule alone, set the environment variable <c>NOTIFIERSDK_REPLAY</c> to the token.</summary>
    public string? ReplayToken { get; internal set; }

    /// <summary>Gets the number of preemptions in the failing schedule. A preemption stops a thread that could continue.</summary>
    public int Preemptions { get; internal set; }

    internal Reporting.Timeline? Timeline { get; set; }

    internal HashSet<UInt128> Traces { get; } = [];

    internal string? RawSchedule { get; set; }

    /// <summary>Whether only the schedule of a token was run, and did not fail.</summary>
    internal bool IsPassedReplay { get; set; }

    /// <summary>Which thread the search for every interleaving has held back, so that it is not complete; null if none.</summary>
    internal string? HeldBack { get; set; }

    /// <inheritdoc/>
    public override string ToString()
    {
        if (Failure is not null)
        {
            var found = string.Create(CultureInfo.InvariantCulture, $"{Failure}   ({Plural(Preemptions, "preemption")}, schedule {Schedules} of the search, {Strategy})");
            return $"{found}{Environment.NewLine}{Schedule}replay: {Testing.ReplayToken.Variable}={ReplayToken}{Environment.NewLine}";
        }

        if (IsPassedReplay)
            return $"the schedule of the token passes, and no other was run; unset {Testing.ReplayToken.Variable} to run all";
        return IsComplete
            ? string.Create(CultureInfo.InvariantCulture, $"complete: {Plural(Interleavings, "inequivalent interleaving")}, {Plural(Schedules, "schedule")}")
            : string.Create(CultureInfo.InvariantCulture, $"nothing found in {Plural(Schedules, "schedule")}, which are not all{WhyNotAll}; {Strategy}{(Seed == 0 ? "" : $", seed {Seed}")}");
    }

    private string WhyNotAll => HeldBack is null ? "" : $": {HeldBack} (a larger {nameof(ExplorationOptions.MaxSteps)} allows more)";

    private static string Plural(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");
}
