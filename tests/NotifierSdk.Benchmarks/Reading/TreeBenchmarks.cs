using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using NotifierSdk.Benchmarks.Workloads;

namespace NotifierSdk.Benchmarks.Reading;

/// <summary>The interval tree and the red-black tree, by BenchmarkDotNet.</summary>
[InProcess, MemoryDiagnoser, GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory), CategoriesColumn]
public class TreeBenchmarks
{
    private const int Batch = 4096;

    private TreeWorkload _tree = null!;
    private ReferenceTreeWorkload _reference = null!;

    [Params(100, 10_000, 1_000_000)]
    public int Ranges { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        var population = new Population(Ranges);
        (_tree, _reference) = (new TreeWorkload(population), new ReferenceTreeWorkload(population));
    }

    [Benchmark(OperationsPerInvoke = Batch), BenchmarkCategory("stab, no hit")]
    public void StabGaps() => _tree.StabGaps(Batch);

    [Benchmark(OperationsPerInvoke = Batch, Baseline = true), BenchmarkCategory("stab, no hit")]
    public void StabGapsRedBlack() => _reference.StabGaps(Batch);

    [Benchmark(OperationsPerInvoke = Batch), BenchmarkCategory("stab, one hit")]
    public void StabRanges() => _tree.StabRanges(Batch);

    [Benchmark(OperationsPerInvoke = Batch, Baseline = true), BenchmarkCategory("stab, one hit")]
    public void StabRangesRedBlack() => _reference.StabRanges(Batch);

    [Benchmark(OperationsPerInvoke = Batch), BenchmarkCategory("range of ten")]
    public void VisitTen() => _tree.VisitTen(Batch);

    [Benchmark(OperationsPerInvoke = Batch, Baseline = true), BenchmarkCategory("range of ten")]
    public void VisitTenRedBlack() => _reference.VisitTen(Batch);

    [Benchmark(OperationsPerInvoke = Batch), BenchmarkCategory("remove and reinsert")]
    public void Churn() => _tree.Churn(Batch);

    [Benchmark(OperationsPerInvoke = Batch, Baseline = true), BenchmarkCategory("remove and reinsert")]
    public void ChurnRedBlack() => _reference.Churn(Batch);
}
