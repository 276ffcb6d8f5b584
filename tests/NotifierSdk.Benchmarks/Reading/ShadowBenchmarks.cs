using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using NotifierSdk.Benchmarks.Workloads;

namespace NotifierSdk.Benchmarks.Reading;

/// <summary>The table of docs/readers.md: one look-up in a shadow of 1,024 pages, by one thread and by two at the same time, and one change of it.</summary>
[InProcess, MemoryDiagnoser, MinColumn, GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory), CategoriesColumn]
public class ShadowBenchmarks
{
    private const int Batch = 8192, Few = 64;

    private readonly ShadowLookups _shadow = new();
    private readonly Crew _underDriverLock, _underReadLock, _inSnapshot, _inSection;

    public ShadowBenchmarks()
    {
        _underDriverLock = new Crew(2, _shadow.UnderDriverLock);
        _underReadLock = new Crew(2, _shadow.UnderReadLock);
        _inSnapshot = new Crew(2, _shadow.InSnapshot);
        _inSection = new Crew(2, _shadow.InSection);
    }

    [Benchmark(OperationsPerInvoke = Batch), BenchmarkCategory("look-up")]
    public void Bare() => _shadow.Bare(0, Batch);

    [Benchmark(OperationsPerInvoke = Batch, Baseline = true), BenchmarkCategory("look-up")]
    public void UnderDriverLock() => _shadow.UnderDriverLock(0, Batch);

    [Benchmark(OperationsPerInvoke = Batch), BenchmarkCategory("look-up")]
    public void UnderReadLock() => _shadow.UnderReadLock(0, Batch);

    [Benchmark(OperationsPerInvoke = Batch), BenchmarkCategory("look-up")]
    public void InSnapshot() => _shadow.InSnapshot(0, Batch);

    [Benchmark(OperationsPerInvoke = Batch), BenchmarkCategory("look-up")]
    public void InSection() => _shadow.InSection(0, Batch);

    [Benchmark(OperationsPerInvoke = 16 * Batch, Baseline = true), BenchmarkCategory("look-up, two threads")]
    public void TwoUnderDriverLock() => _underDriverLock.Run(16 * Batch);

    [Benchmark(OperationsPerInvoke = 16 * Batch), BenchmarkCategory("look-up, two threads")]
    public void TwoUnderReadLock() => _underReadLock.Run(16 * Batch);

    [Benchmark(OperationsPerInvoke = 16 * Batch), BenchmarkCategory("look-up, two threads")]
    public void TwoInSnapshot() => _inSnapshot.Run(16 * Batch);

    [Benchmark(OperationsPerInvoke = 16 * Batch), BenchmarkCategory("look-up, two threads")]
    public void TwoInSection() => _inSection.Run(16 * Batch);

    [Benchmark(OperationsPerInvoke = Few, Baseline = true), BenchmarkCategory("change")]
    public void ChangeUnderDriverLock() => _shadow.ChangeUnderDriverLock(Few);

    [Benchmark(OperationsPerInvoke = Few), BenchmarkCategory("change")]
    public void ChangeUnderWriteLock() => _shadow.ChangeUnderWriteLock(Few);

    [Benchmark(OperationsPerInvoke = Few), BenchmarkCategory("change")]
    public void ChangeSnapshot() => _shadow.ChangeSnapshot(Few);

    [Benchmark(OperationsPerInvoke = Few), BenchmarkCategory("change")]
    public void ChangeAndRetire() => _shadow.ChangeAndRetire(Few);

    [Benchmark(OperationsPerInvoke = Few), BenchmarkCategory("change")]
    public void ChangeAndSynchronize() => _shadow.ChangeAndSynchronize(Few);
}
