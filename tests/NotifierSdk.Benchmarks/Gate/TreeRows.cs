using System.Globalization;
using NotifierSdk.Benchmarks.Workloads;

namespace NotifierSdk.Benchmarks.Gate;

/// <summary>The interval tree against the red-black tree, at three sizes.</summary>
internal static class TreeRows
{
    internal static IEnumerable<Row> All()
    {
        foreach (var count in (int[])[100, 10_000, 1_000_000])
        {
            var population = new Population(count);
            var (ours, reference) = (new TreeWorkload(population), new ReferenceTreeWorkload(population));
            var size = count.ToString("N0", CultureInfo.InvariantCulture);
            yield return Against($"stab, no hit, {size} ranges", ours.StabGaps, reference.StabGaps);
            yield return Against($"stab, one hit, {size} ranges", ours.StabRanges, reference.StabRanges);
            yield return Against($"range of ten, {size} ranges", ours.VisitTen, reference.VisitTen);
            yield return Churning($"remove and reinsert, {size} ranges", ours.Churn, reference.Churn);
            yield return Churning($"remove and reinsert, each a tree of its own, {size} ranges", ours.ChurnTrees, reference.Churn);
        }
    }

    private static Contest Churning(string name, Action<int> ours, Action<int> reference) =>
        new(name, new Candidate("tree", ours), new Candidate("red-black tree", reference))
        {
            Batch = TimeSpan.FromMilliseconds(20),
            Budget = TimeSpan.FromSeconds(4),
        };

    private static Contest Against(string name, Action<int> ours, Action<int> reference) =>
        new(name, new Candidate("tree", ours), new Candidate("red-black tree", reference));
}
