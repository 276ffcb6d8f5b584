using NotifierSdk.Seam;

namespace NotifierSdk.Testing;

/// <summary>How far an exploration goes. The defaults take a second or two for a scenario of two or three threads.</summary>
public sealed class ExplorationOptions
{
    /// <summary>How many schedules the systematic part may run: those with few preemptions first, then all of them. 20,000 by default.</summary>
    public int MaxSchedules { get; init; } = 20_000;

    /// <summary>How often a thread that could go on may be stopped, in the first part of the search. Two by default.</summary>
    public int MaxPreemptions { get; init; } = 2;

    /// <summary>How many random schedules follow if the systematic part was not complete. 2,000 by default.</summary>
    public int RandomSchedules { get; init; } = 2_000;

    /// <summary>Where the random part begins. The same seed gives the same schedules. One by default.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>After how many steps a schedule counts as a livelock. 5,000 by default.</summary>
    public int MaxSteps { get; init; } = 5_000;

    /// <summary>How long a thread may go without a step before it counts as blocked in something that the explorer does not control. Two seconds by default.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Where the report of a failure is written; <c>TestResults/interleavings</c> beside the test assembly by default.</summary>
    public string? ReportDirectory { get; init; }

    /// <summary>Whether schedules are told apart by what they do; only then can a search be complete.</summary>
    internal bool IsExhaustive { get; init; } = true;
}
