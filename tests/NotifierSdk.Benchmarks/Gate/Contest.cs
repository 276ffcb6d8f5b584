using System.Diagnostics;

namespace NotifierSdk.Benchmarks.Gate;

/// <summary>One way to do the operation of a row.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Run">Does the operation so many times.</param>
internal sealed record Candidate(string Name, Action<int> Run);

/// <summary>Ours against something else, in turns, so that whatever else the machine does meets both alike. A floor stands alone.</summary>
internal sealed class Contest(string name, Candidate ours, Candidate? against) : Row(name)
{
    private const int MinimumRounds = 15, MaximumRounds = 501;

    /// <summary>How long one batch runs. Where an operation allocates, long enough to hold its share of collections.</summary>
    internal TimeSpan Batch { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>How long the row is measured.</summary>
    internal TimeSpan Budget { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Whether other threads than the caller's do the work.</summary>
    internal bool IsThreaded { get; init; }

    /// <summary>Whether the caller waits for something that goes by the clock.</summary>
    internal bool IsWaiting { get; init; }

    /// <summary>How many operations a batch has at least; few where one takes long.</summary>
    internal int LeastOperations { get; init; } = 64;

    internal override Result Measure()
    {
        List<Candidate> candidates = against is null ? [ours] : [ours, against];
        WarmUp(candidates);
        var operations = candidates.ConvertAll(OperationsInBatch);
        var rounds = Math.Clamp((int)(Budget / Batch / candidates.Count), MinimumRounds, MaximumRounds);
        var times = candidates.ConvertAll(_ => new double[rounds]);

        GC.Collect(); // what another row left behind is not this one's to pay for
        for (var round = 0; round < rounds; round++)
        {
            for (var turn = 0; turn < candidates.Count; turn++)
            {
                var at = (turn + round) % candidates.Count;
                times[at][round] = Time(candidates[at], operations[at]).TotalNanoseconds / operations[at];
            }
        }

        return new Result(
            Name, Median(times[0]), against?.Name, against is null ? null : Median(times[1]), IsThreaded ? null : AllocatedBytes(operations[0]));
    }

    // Compiled, profiled, compiled again: the second tier arrives in the background, some 100 ms after the last new method was called.
    private void WarmUp(List<Candidate> candidates)
    {
        for (var phase = 0; phase < 3; phase++)
        {
            foreach (var candidate in candidates)
            {
                var start = Stopwatch.GetTimestamp();
                while (Stopwatch.GetElapsedTime(start) < TimeSpan.FromMilliseconds(60))
                    candidate.Run(LeastOperations);
            }

            Thread.Sleep(120);
        }
    }

    private int OperationsInBatch(Candidate candidate)
    {
        var operations = LeastOperations;
        while (operations < 1 << 28 && Fastest(candidate, operations) < Batch * 0.7)
            operations *= 2;
        return operations;
    }

    // Of three: a thread that was not scheduled at once would make a batch look long enough.
    private TimeSpan Fastest(Candidate candidate, int operations) =>
        Enumerable.Range(0, 3).Min(_ => Time(candidate, operations));

    private double AllocatedBytes(int operations)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        ours.Run(operations);
        return (double)(GC.GetAllocatedBytesForCurrentThread() - before) / operations;
    }

    // One thread is judged by the processor time of the whole process, the collector's threads with it: what else the machine does then does not count.
    // Several are judged by the clock, and so are waits, and a system that counts processor time in ticks of 16 ms.
    private TimeSpan Time(Candidate candidate, int operations)
    {
        if (IsThreaded || IsWaiting || OperatingSystem.IsWindows())
        {
            var start = Stopwatch.GetTimestamp();
            candidate.Run(operations);
            return Stopwatch.GetElapsedTime(start);
        }

        var before = Environment.CpuUsage.TotalTime;
        candidate.Run(operations);
        return Environment.CpuUsage.TotalTime - before;
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }
}
