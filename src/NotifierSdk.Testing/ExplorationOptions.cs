using System.Globalization;
using System.Runtime.CompilerServices;
using NotifierSdk.Seam;

namespace NotifierSdk.Testing;

/// <summary>Sets the limits of an exploration. With the defaults, a scenario of two or three threads takes a second or two.</summary>
public sealed class ExplorationOptions
{
    /// <summary>Gets the largest number of schedules that the systematic part of the search runs. It runs the schedules with few preemptions first, and then all others. The default is 20,000, and the smallest value is 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaxSchedules { get; init => field = AtLeast(1, value, "An exploration runs one schedule at least"); } = 20_000;

    /// <summary>Gets the largest number of preemptions of a schedule in the first part of the search. A preemption stops a thread that could continue. The default is 2, and the smallest value is 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int MaxPreemptions { get; init => field = AtLeast(0, value, "Set 0 for schedules in which no thread is stopped"); } = 2;

    /// <summary>Gets the number of random schedules that follow if the systematic part is not complete. The default is 2,000. With 0, the search has no random part.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int RandomSchedules { get; init => field = AtLeast(0, value, "Set 0 for a search without a random part"); } = 2_000;

    /// <summary>Gets the first seed of the random part. The same seed gives the same schedules. Every number is a seed. The default is 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Gets the number of steps after which a schedule counts as a livelock. The default is 5,000, and the smallest value is 1.</summary>
    /// <remarks>
    /// A thread that comes to the same point, or reads the same word, more often than a fortieth of this number and more than 12 times while no other thread writes anything, counts as waiting in a loop.
    /// It is held back as long as another thread can continue, and the exploration is then not complete. Set a larger number if a loop of the scenario has more passes.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaxSteps { get; init => field = AtLeast(1, value, "A schedule needs more steps than its longest way to the end"); } = 5_000;

    /// <summary>
    /// Gets how long a thread may take for a step. After that time, it counts as blocked in something that the explorer does not control. The default is two seconds. The value lies between one
    /// millisecond and <see cref="int.MaxValue"/> milliseconds. With <see cref="Timeout.InfiniteTimeSpan"/>, the explorer never gives up.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than one millisecond and not infinite, or more than <see cref="int.MaxValue"/> milliseconds.</exception>
    public TimeSpan Patience
    {
        get;
        init
        {
            if (value != Timeout.InfiniteTimeSpan && (value < TimeSpan.FromMilliseconds(1) || value.TotalMilliseconds > int.MaxValue))
            {
                throw new ArgumentOutOfRangeException(
                    nameof(value),
                    value,
                    $"{nameof(Patience)} lies between 1 and {int.MaxValue} milliseconds. Set a second or more, since a busy machine needs it, or {nameof(Timeout)}.{nameof(Timeout.InfiniteTimeSpan)} to wait without a limit.");
            }

            field = value;
        }
    } = TimeSpan.FromSeconds(2);

    /// <summary>Gets the folder for the report of a failure. The default, null, stands for <c>TestResults/interleavings</c> beside the test assembly.</summary>
    /// <exception cref="ArgumentException">The value is empty, or white space.</exception>
    public string? ReportDirectory
    {
        get;
        init
        {
            if (value is not null && string.IsNullOrWhiteSpace(value))
                throw new ArgumentException($"{nameof(ReportDirectory)} is '{value}'. Name a folder, or leave it null for the folder TestResults/interleavings beside the test assembly.", nameof(value));
            field = value;
        }
    }

    /// <summary>Whether schedules are told apart by what they do; only then can a search be complete.</summary>
    internal bool IsExhaustive { get; init; } = true;

    private static int AtLeast(int least, int value, string remedy, [CallerMemberName] string option = "") => value >= least
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, string.Create(CultureInfo.InvariantCulture, $"{option} is {least} or more. {remedy}."));
}
