using NotifierSdk.Seam;

namespace NotifierSdk.Testing;

/// <summary>Sets the limits of an exploration. With the defaults, a scenario of two or three threads takes a second or two.</summary>
public sealed class ExplorationOptions
{
    /// <summary>Gets the largest number of schedules that the systematic part of the search runs. It runs the schedules with few preemptions first, and then all others. The default is 20,000.</summary>
    public int MaxSchedules { get; init; } = 20_000;

    /// <summary>Gets the largest number of preemptions of a schedule in the first part of the search. A preemption stops a thread that could continue. The default is 2.</summary>
    public int MaxPreemptions { get; init; } = 2;

    /// <summary>Gets the number of random schedules that follow if the systematic part is not complete. The default is 2,000.</summary>
    public int RandomSchedules { get; init; } = 2_000;

    /// <summary>Gets the first seed of the random part. The same seed gives the same schedules. The default is 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Gets the number of steps after which a schedule counts as a livelock. The default is 5,000.</summary>
    public int MaxSteps { get; init; } = 5_000;

    /// <summary>Gets how long a thread may take for a step. After that time, it counts as blocked in something that the explorer does not control. The default is two seconds.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Gets the folder for the report of a failure. The default is <c>TestResults/interleavings</c> beside the test assembly.</summary>
    public string? ReportDirectory { get; init; }

    /// <summary>Whether schedules are told apart by what they do; only then can a search be complete.</summary>
    internal bool IsExhaustive { get; init; } = true;
}
