using System.Globalization;
using NotifierSdk.Benchmarks.Workloads;

namespace NotifierSdk.Benchmarks.Gate;

/// <summary>What becomes of an address space as threads, notifiers and spaces grow in number.</summary>
internal static class ScalingRows
{
    private const int Count = 10_000, Spaces = 100;

    internal static IEnumerable<Row> All()
    {
        foreach (var row in Threads().Concat(Notifiers()))
            yield return row;
        var (ours, reference) = (new ManySpaces(Spaces), new ManyReferenceSpaces(Spaces));
        yield return Against($"begin and end in {Spaces} spaces in turn", ours.Invalidate, reference.Invalidate);
        yield return new Footprint("a thread that came once, of a thousand", PassingThreads.BytesForEach);
    }

    internal static Contest Threaded(string name, int threads, Action<int, int> ours, string against, int threadsAgainst, Action<int, int> other) =>
        new(name, new Candidate("space", new Crew(threads, ours).Run), new Candidate(against, new Crew(threadsAgainst, other).Run))
        {
            Batch = TimeSpan.FromMilliseconds(20),
            Budget = TimeSpan.FromSeconds(4),
            Threads = threads,
        };

    private static IEnumerable<Row> Threads()
    {
        var population = new Population(Count);
        var (ours, reference) = (new SpaceWorkload(population), new ReferenceSpaceWorkload(population));
        yield return Threaded(
            "two threads on disjoint ranges, one hit each", 2, (thread, operations) => ours.InvalidateShare(thread, 2, operations), "one thread", 1, (_, operations) => ours.InvalidateShare(0, 1, operations));
        foreach (var threads in (int[])[1, 2, 4, 8])
        {
            var name = threads == 1 ? "one thread" : $"{threads} threads";
            yield return Threaded(
                $"{name}, disjoint ranges", threads, (thread, operations) => ours.InvalidateShare(thread, threads, operations), "reference", threads, (thread, operations) => reference.InvalidateShare(thread, threads, operations));
            yield return Threaded(
                $"{name}, one range", threads, (_, operations) => ours.InvalidateOne(operations), "reference", threads, (_, operations) => reference.InvalidateOne(operations));
        }
    }

    private static IEnumerable<Row> Notifiers()
    {
        foreach (var count in (int[])[1, 100, 1_000_000]) // 10,000 is what the rows of one space have
        {
            var population = new Population(count);
            var (ours, reference) = (new SpaceWorkload(population), new ReferenceSpaceWorkload(population));
            var size = count == 1 ? "1 notifier" : count.ToString("N0", CultureInfo.InvariantCulture) + " notifiers";
            yield return Against($"begin and end in a gap, {size}", ours.InvalidateGaps, reference.InvalidateGaps);
            yield return Against($"begin and end, one hit, {size}", ours.InvalidateRanges, reference.InvalidateRanges);
            yield return new Contest($"remove and insert a notifier, {size}", new Candidate("space", ours.Churn), new Candidate("reference", reference.Churn))
            {
                Batch = TimeSpan.FromMilliseconds(20),
                Budget = TimeSpan.FromSeconds(4),
            };
        }
    }

    private static Contest Against(string name, Action<int> ours, Action<int> reference) =>
        new(name, new Candidate("space", ours), new Candidate("reference", reference));
}
