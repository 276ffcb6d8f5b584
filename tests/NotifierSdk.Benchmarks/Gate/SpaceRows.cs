using System.Runtime.CompilerServices;
using NotifierSdk.Benchmarks.Workloads;
using NotifierSdk.Engine;

namespace NotifierSdk.Benchmarks.Gate;

/// <summary>An address space against the kernel's algorithm, at 10,000 ranges.</summary>
internal static class SpaceRows
{
    private const int Count = 10_000;

    private static readonly TimeSpan s_threadedBatch = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_threadedBudget = TimeSpan.FromSeconds(5);

    internal static IEnumerable<Row> All()
    {
        var population = new Population(Count);
        var (ours, reference) = (new SpaceWorkload(population), new ReferenceSpaceWorkload(population));
        var pair = new Candidate("an interlocked pair", new Floors().InterlockedPairs);

        yield return new Contest("begin and end outside every range", new Candidate("space", ours.InvalidateOutside), pair);
        yield return Against("begin and end outside every range, against the reference", ours.InvalidateOutside, reference.InvalidateOutside);
        yield return Against("begin and end in a gap", ours.InvalidateGaps, reference.InvalidateGaps);
        yield return Against("begin and end, one hit", ours.InvalidateRanges, reference.InvalidateRanges);
        yield return Against("read begin", ours.ReadBegins, reference.ReadBegins);
        yield return Against("fault: read begin, lock, retry, unlock", ours.Faults, reference.Faults);
        yield return Against("remove and insert a notifier", ours.Churn, reference.Churn, TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(4));
        yield return new Footprint("insert, beyond its path and its registration", () => BytesBeyondPathAndRegistration(population));

        yield return new Contest(
            "eight devices of 1 ms each, in two passes",
            new Candidate("space", DeviceWorkload.InTwoPasses().Invalidate),
            new Candidate("one pass", DeviceWorkload.InOnePass().Invalidate))
        {
            Batch = TimeSpan.FromMilliseconds(20),
            IsWaiting = true,
            LeastOperations = 1,
        };

        yield return Threaded("two threads on disjoint ranges, one hit each", 2, ours.InvalidateShare, "one thread", 1, ours.InvalidateShare);
        yield return Threaded("eight threads on disjoint ranges, one hit each", 8, ours.InvalidateShare, "reference", 8, reference.InvalidateShare);

        var (load, referenceLoad) = (new SpaceFaultLoad(), new ReferenceFaultLoad());
        yield return Threaded("fault load, two threads", 2, load.Run, "reference", 2, referenceLoad.Run);
        load.Check();
        referenceLoad.Check();
    }

    private static Contest Against(string name, Action<int> ours, Action<int> reference, TimeSpan? batch = null, TimeSpan? budget = null) =>
        new(name, new Candidate("space", ours), new Candidate("reference", reference))
        {
            Batch = batch ?? TimeSpan.FromMilliseconds(1),
            Budget = budget ?? TimeSpan.FromSeconds(2),
        };

    private static Contest Threaded(string name, int threads, Action<int, int, int> ours, string against, int threadsAgainst, Action<int, int, int> other) =>
        Threaded(name, threads, (thread, operations) => ours(thread, threads, operations), against, threadsAgainst, (thread, operations) => other(thread, threadsAgainst, operations));

    private static Contest Threaded(string name, int threads, Action<int, int> ours, string against, int threadsAgainst, Action<int, int> other) =>
        new(name, new Candidate("space", new Crew(threads, ours).Run), new Candidate(against, new Crew(threadsAgainst, other).Run))
        {
            Batch = s_threadedBatch,
            Budget = s_threadedBudget,
            IsThreaded = true,
        };

    /// <summary>The same inserts into a bare tree of the same shape are the path; the rest is the registration, or too much.</summary>
    private static double BytesBeyondPathAndRegistration(Population population)
    {
        const int Inserts = 1000;
        new SpaceWorkload(population).BytesPerInsert(Inserts); // whatever is made once is made here
        var insert = new SpaceWorkload(population).BytesPerInsert(Inserts);

        var tree = IntervalTree<object>.Empty;
        foreach (var number in population.Order)
            tree = tree.Add(Population.RangeAt(number), number, population);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Inserts; i++)
            tree = tree.Add(population.InGaps[i], Count + i, population);
        var path = (double)(GC.GetAllocatedBytesForCurrentThread() - before) / Inserts;

        return insert - path - SizeOf(typeof(Registration));
    }

    private static long SizeOf(Type type)
    {
        RuntimeHelpers.GetUninitializedObject(type);
        var before = GC.GetAllocatedBytesForCurrentThread();
        RuntimeHelpers.GetUninitializedObject(type);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
