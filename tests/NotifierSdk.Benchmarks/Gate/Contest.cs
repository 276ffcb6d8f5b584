using System.Diagnostics;

namespace NotifierSdk.Benchmarks.Gate;

/// <summary>One way to do the operation of a row.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Run">Does the operation so many times.</param>
internal sealed record Candidate(string Name, Action<int> Run);

/// <summary>Ours against something else, in turns, so that whatever else the machine does meets both alike. A floor stands alone.</summary>
internal sealed class Contest(string name, Candidate ours, Candidate? against) : Row(name)
{
    /// <summary>A run is stable when its last parts agree within so much.</summary>
    private const double Tolerance = 0.08;

    private const int AgreeingParts = 5, MaximumParts = 15;

    /// <summary>A machine that gives this process less of the time than this, of what it can use, is busy.</summary>
    private const double FairShare = 0.7;

    /// <summary>How long one batch runs. Where an operation allocates, long enough to hold its share of collections.</summary>
    internal TimeSpan Batch { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>How long the row is measured at least. Three times as long where its parts do not agree.</summary>
    internal TimeSpan Budget { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How many threads do the work; if one, it is the caller.</summary>
    internal int Threads { get; init; } = 1;

    /// <summary>Whether the caller waits for something that goes by the clock.</summary>
    internal bool IsWaiting { get; init; }

    /// <summary>How many operations a batch has at least; few where one takes long.</summary>
    internal int LeastOperations { get; init; } = 64;

    internal override Result Measure()
    {
        List<Candidate> candidates = against is null ? [ours] : [ours, against];
        WarmUp(candidates);
        var operations = candidates.ConvertAll(OperationsInBatch);
        GC.Collect(); // what another row left behind is not this one's to pay for

        var parts = new List<Part>();
        while (parts.Count < AgreeingParts || (parts.Count < MaximumParts && !Agree(parts)))
            parts.Add(MeasurePart(candidates, operations));
        var share = Median(parts.Select(part => part.Share));

        var last = parts.GetRange(parts.Count - AgreeingParts, AgreeingParts);
        return new Result(
            Name,
            Median(last.Select(part => part.Nanoseconds)),
            against?.Name,
            against is null ? null : Median(last.Select(part => part.AgainstNanoseconds)),
            against is null ? null : new Ratio(
                Median(last.Select(part => part.Ratio)), parts.Min(part => part.Ratio), parts.Max(part => part.Ratio), Agree(parts), IsWaiting || Threads == 1 || share >= FairShare),
            Threads > 1 ? null : AllocatedBytes(operations[0]));
    }

    /// <summary>A fifth of the shortest run.</summary>
    private Part MeasurePart(List<Candidate> candidates, List<int> operations)
    {
        var rounds = Math.Clamp((int)(Budget / Batch / candidates.Count / AgreeingParts), 5, 101);
        var times = candidates.ConvertAll(_ => new double[rounds]);
        var (used, elapsed) = (TimeSpan.Zero, TimeSpan.Zero);
        for (var round = 0; round < rounds; round++)
        {
            for (var turn = 0; turn < candidates.Count; turn++)
            {
                var at = (turn + round) % candidates.Count;
                var (start, before) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
                times[at][round] = Time(candidates[at], operations[at]).TotalNanoseconds / operations[at];
                if (at == 0) // what it is compared with may have fewer threads
                    (used, elapsed) = (used + (Environment.CpuUsage.TotalTime - before), elapsed + Stopwatch.GetElapsedTime(start));
            }
        }

        // Of turns that follow each other, so that what drifts meets both.
        var other = times[^1];
        return new Part(
            Median(times[0]), Median(other), Median(times[0].Select((time, round) => time / other[round])), used / elapsed / Math.Min(Threads, Environment.ProcessorCount));
    }

    private static bool Agree(List<Part> parts)
    {
        var last = parts.GetRange(parts.Count - AgreeingParts, AgreeingParts);
        return last.Max(part => part.Ratio) - last.Min(part => part.Ratio) <= Tolerance * last.Min(part => part.Ratio);
    }

    /// <param name="Share">How much of the processors that ours can use it got.</param>
    private sealed record Part(double Nanoseconds, double AgainstNanoseconds, double Ratio, double Share);

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
        if (Threads > 1 || IsWaiting || OperatingSystem.IsWindows())
        {
            var start = Stopwatch.GetTimestamp();
            candidate.Run(operations);
            return Stopwatch.GetElapsedTime(start);
        }

        var before = Environment.CpuUsage.TotalTime;
        candidate.Run(operations);
        return Environment.CpuUsage.TotalTime - before;
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values];
        Array.Sort(sorted);
        return sorted[sorted.Length / 2];
    }
}
