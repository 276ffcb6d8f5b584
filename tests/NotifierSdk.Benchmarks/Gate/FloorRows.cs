using NotifierSdk.Benchmarks.Workloads;

namespace NotifierSdk.Benchmarks.Gate;

/// <summary>What the machine charges for the steps that everything else is made of.</summary>
internal static class FloorRows
{
    internal static IEnumerable<Row> All()
    {
        var floors = new Floors();
        yield return new Contest("floor: an interlocked pair", new Candidate("", floors.InterlockedPairs), null);
        yield return new Contest("floor: a lock taken by compare-exchange", new Candidate("", floors.LockRoundTrips), null);
        yield return new Contest("floor: a load that misses the caches", new Candidate("", floors.MissingLoads), null);
    }
}
