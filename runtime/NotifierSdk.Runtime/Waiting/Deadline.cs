using System.Diagnostics;
using NotifierSdk.Seam;

namespace NotifierSdk.Waiting;

/// <summary>A moment after which nobody waits any longer. One deadline covers all restarts of a wait.</summary>
internal readonly struct Deadline
{
    private readonly long _end; // in Stopwatch ticks; 0: never

    private Deadline(long end) => _end = end;

    internal static Deadline Never => default;

    internal bool IsNever => _end == 0;

    /// <param name="timeout">Zero or more, at most <see cref="int.MaxValue"/> milliseconds; or <see cref="Timeout.InfiniteTimeSpan"/>.</param>
    internal static Deadline After(TimeSpan timeout)
    {
        if (timeout == Timeout.InfiniteTimeSpan)
            return Never;
        if (timeout < TimeSpan.Zero || timeout.TotalMilliseconds > int.MaxValue)
            throw new ArgumentOutOfRangeException(nameof(timeout), timeout, $"A timeout lies between zero and {int.MaxValue} milliseconds, or is {nameof(Timeout)}.{nameof(Timeout.InfiniteTimeSpan)}.");
        // An explorer has no clock: it decides itself when the time of a wait is up.
        if (!Interception.HasClock && timeout > TimeSpan.Zero)
            return new Deadline(long.MaxValue);
        return new Deadline(Math.Max(1, Stopwatch.GetTimestamp() + (long)(timeout.TotalSeconds * Stopwatch.Frequency)));
    }

    internal static Deadline AfterMilliseconds(int milliseconds) =>
        milliseconds < 0 ? Never : After(TimeSpan.FromMilliseconds(milliseconds));

    /// <summary>What is left of it; zero once it passed.</summary>
    internal TimeSpan Left
    {
        get
        {
            if (IsNever)
                return Timeout.InfiniteTimeSpan;
            var ticks = _end - Stopwatch.GetTimestamp();
            return ticks <= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds((double)ticks / Stopwatch.Frequency);
        }
    }

    internal bool HasPassed => !IsNever && Stopwatch.GetTimestamp() >= _end;
}
