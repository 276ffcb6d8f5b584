using System.Globalization;

namespace NotifierSdk.Linux.Tests;

/// <summary>Threads write at random, another one collects without a pause, and whoever copies what was announced has everything.</summary>
public sealed class WriteWatchStressTests
{
    private const int Writers = 4, Pages = 1024, WritesPerRound = 400;

    // NOTIFIERSDK_WRITE_SECONDS=20 for the long run.
    private static readonly TimeSpan s_duration =
        TimeSpan.FromSeconds(double.TryParse(Environment.GetEnvironmentVariable("NOTIFIERSDK_WRITE_SECONDS"), CultureInfo.InvariantCulture, out var seconds) ? seconds : 1);

    private volatile bool _isStopping;
    private long _writes;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_write_of_four_threads_is_announced(bool isShared)
    {
        WriteWatchTests.NeedsWatch();
        using var space = new AddressSpace();
        using var file = MemoryFile.Create("write watch stress tests", Pages * Kernel.Page);
        using var memory = isShared ? MappedMemory.Map(space, file, 0, file.Length) : MappedMemory.Map(space, Pages * Kernel.Page);
        var mirror = new Mirror(memory);
        space.Insert(mirror, memory.Range);
        using var watch = memory.WatchWrites(memory.Range);
        var (rounds, collects, pages) = (0, 0L, 0L);

        // A round: all write and one collects meanwhile; then nobody writes, one more collect, and every byte is compared.
        using var gate = new Barrier(Writers + 1);
        var running = Writers;
        var threads = Enumerable.Range(0, Writers).Select(seed => new Thread(() => Write(memory, new Random(seed), gate, ref running)) { IsBackground = true }).ToArray();
        foreach (var thread in threads)
            thread.Start();
        var end = Environment.TickCount64 + (long)s_duration.TotalMilliseconds;
        while (!_isStopping)
        {
            gate.SignalAndWait();
            do
            {
                Collect();
            }
            while (Volatile.Read(ref running) > 0);
            Collect();
            Assert.True(mirror.IsExact(), $"round {rounds}: a write was not announced");
            rounds++;
            if (Environment.TickCount64 >= end)
                _isStopping = true;
            Volatile.Write(ref running, Writers);
            gate.SignalAndWait();
        }

        foreach (var thread in threads)
            thread.Join();
        mirror.Remove();
        TestContext.Current.TestOutputHelper?.WriteLine($"{_writes:N0} writes, {rounds:N0} rounds, {collects:N0} collects, {pages:N0} pages announced");
        Assert.True(rounds > 0);

        void Collect()
        {
            pages += watch.Collect();
            collects++;
            mirror.Copy();
        }
    }

    private void Write(MappedMemory memory, Random random, Barrier gate, ref int running)
    {
        while (true)
        {
            gate.SignalAndWait();
            for (var write = 0; write < WritesPerRound; write++)
                Kernel.At(memory.Range.Start + (ulong)random.NextInt64((long)memory.Range.Length)) = (byte)random.Next();
            Interlocked.Add(ref _writes, WritesPerRound);
            Interlocked.Decrement(ref running);
            gate.SignalAndWait();
            if (_isStopping)
                return;
        }
    }

    /// <summary>A copy of the memory's contents, brought up to date with what was announced and nothing else.</summary>
    private sealed class Mirror(MappedMemory memory) : IntervalNotifier
    {
        private readonly byte[] _copy = new byte[memory.Range.Length];
        private readonly List<AddressRange> _stale = [];

        public void Copy()
        {
            foreach (var range in _stale)
                memory.AsReadOnlySpan(range).CopyTo(_copy.AsSpan((int)(range.Start - memory.Range.Start)));
            _stale.Clear();
        }

        public bool IsExact() => memory.AsReadOnlySpan(memory.Range).SequenceEqual(_copy);

        protected override bool OnInvalidate(in Invalidation invalidation)
        {
            SetSeq(invalidation.Sequence);
            _stale.Add(invalidation.Range);
            return true;
        }
    }
}
