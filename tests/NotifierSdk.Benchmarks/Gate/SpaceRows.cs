using System.Runtime.CompilerServices;
using NotifierSdk.Benchmarks.Workloads;
using NotifierSdk.Engine;

namespace NotifierSdk.Benchmarks.Gate;

/// <summary>An address space against the kernel's algorithm, at 10,000 ranges.</summary>
internal static class SpaceRows
{
    private const int Count = 10_000;

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
        yield return new Footprint("insert, beyond its registration", () => BytesBeyondRegistration(inserts => new SpaceWorkload(population).BytesPerInsert(inserts)));
        yield return new Footprint("remove and insert a notifier, beyond its registration", () => BytesBeyondRegistration(ours.BytesPerChurn));

        yield return new Contest(
            "eight devices of 1 ms each, in two passes",
            new Candidate("space", DeviceWorkload.InTwoPasses().Invalidate),
            new Candidate("one pass", DeviceWorkload.InOnePass().Invalidate))
        {
            Batch = TimeSpan.FromMilliseconds(20),
            IsWaiting = true,
            LeastOperations = 1,
        };

        var (load, referenceLoad) = (new SpaceFaultLoad(), new ReferenceFaultLoad());
        yield return ScalingRows.Threaded("fault load, two threads", 2, load.Run, "reference", 2, referenceLoad.Run);
        load.Check();
        referenceLoad.Check();
    }

    private static Contest Against(string name, Action<int> ours, Action<int> reference, TimeSpan? batch = null, TimeSpan? budget = null) =>
        new(name, new Candidate("space", ours), new Candidate("reference", reference))
        {
            Batch = batch ?? TimeSpan.FromMilliseconds(1),
            Budget = budget ?? TimeSpan.FromSeconds(2),
        };

    private static double BytesBeyondRegistration(Func<int, double> bytesPerOperation)
    {
        const int Operations = 1000;
        bytesPerOperation(Operations); // whatever is made once is made here
        return bytesPerOperation(Operations) - SizeOf(typeof(Registration));
    }

    private static long SizeOf(Type type)
    {
        RuntimeHelpers.GetUninitializedObject(type);
        var before = GC.GetAllocatedBytesForCurrentThread();
        RuntimeHelpers.GetUninitializedObject(type);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
