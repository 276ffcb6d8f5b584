using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using NotifierSdk.Benchmarks.Workloads;

namespace NotifierSdk.Benchmarks.Reading;

/// <summary>An address space and the kernel's algorithm at 10,000 ranges, by BenchmarkDotNet.</summary>
[InProcess, MemoryDiagnoser, GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory), CategoriesColumn]
public class SpaceBenchmarks
{
    private const int Batch = 4096;

    private readonly SpaceWorkload _space;
    private readonly ReferenceSpaceWorkload _reference;

    public SpaceBenchmarks()
    {
        var population = new Population(10_000);
        (_space, _reference) = (new SpaceWorkload(population), new ReferenceSpaceWorkload(population));
    }

    [Benchmark(OperationsPerInvoke = Batch), BenchmarkCategory("begin and end outside")]
    public void InvalidateOutside() => _space.InvalidateOutside(Batch);

    [Benchmark(OperationsPerInvoke = Batch, Baseline = true), BenchmarkCategory("begin and end outside")]
    public void InvalidateOutsideReference() => _reference.InvalidateOutside(Batch);

    [Benchmark(OperationsPerInvoke = Batch), BenchmarkCategory("begin and end in a gap")]
    public void InvalidateGaps() => _space.InvalidateGaps(Batch);

    [Benchmark(OperationsPerInvoke = Batch, Baseline = true), BenchmarkCategory("begin and end in a gap")]
    public void InvalidateGapsReference() => _reference.InvalidateGaps(Batch);

    [Benchmark(OperationsPerInvoke = Batch), BenchmarkCategory("begin and end, one hit")]
    public void InvalidateRanges() => _space.InvalidateRanges(Batch);

    [Benchmark(OperationsPerInvoke = Batch, Baseline = true), BenchmarkCategory("begin and end, one hit")]
    public void InvalidateRangesReference() => _reference.InvalidateRanges(Batch);

    [Benchmark(OperationsPerInvoke = Batch), BenchmarkCategory("fault")]
    public void Faults() => _space.Faults(Batch);

    [Benchmark(OperationsPerInvoke = Batch, Baseline = true), BenchmarkCategory("fault")]
    public void FaultsReference() => _reference.Faults(Batch);
}
