using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace NotifierSdk.Runtime.Tests.Retirement;

/// <summary>
/// Four readers look blocks of native memory up without a lock, while two writers change the mapping and fault what they changed. A block that is freed is
/// poisoned at once and used again for another page. A second; <c>NOTIFIERSDK_SOAK_SECONDS</c> asks for more.
/// </summary>
public class RetireListSoakTests
{
    private const int Readers = 4, Writers = 2, Pages = 64;

    private static readonly double s_seconds =
        double.TryParse(Environment.GetEnvironmentVariable("NOTIFIERSDK_SOAK_SECONDS"), CultureInfo.InvariantCulture, out var asked) ? asked : 1;

    [Fact]
    public void Nothing_is_freed_while_it_is_read_and_everything_is_freed_in_the_end()
    {
        using var space = new AddressSpace("soak");
        using var blocks = new Blocks();
        var driver = new BlockDriver(blocks);
        space.Insert(driver, AddressRange.FromBounds(0, Pages - 1));
        long reads = 0, changes = 0, wrong = 0;
        var clock = Stopwatch.StartNew();
        Run(
            [
                .. Enumerable.Repeat<Action>(() =>
                {
                    var (random, own, failed) = (new Random(), 0L, 0L);
                    do
                    {
                        for (var count = 0; count < 1000; count++, own++)
                            failed += driver.TryRead(random.Next(Pages)) ? 0 : 1;
                    }
                    while (clock.Elapsed.TotalSeconds < s_seconds);

                    Interlocked.Add(ref reads, own);
                    Interlocked.Add(ref wrong, failed);
                }, Readers),
                .. Enumerable.Repeat<Action>(() =>
                {
                    var random = new Random();
                    do
                    {
                        var first = random.Next(Pages);
                        var last = random.Next(first, Math.Min(Pages, first + 8));
                        space.BeginInvalidate(AddressRange.FromBounds((ulong)first, (ulong)last), InvalidationEvent.Unmap).Dispose();
                        for (var page = first; page <= last; page++)
                            driver.Fault(page);
                        Interlocked.Increment(ref changes);
                    }
                    while (clock.Elapsed.TotalSeconds < s_seconds); // looked at last: whoever starts when the time is up has changed something all the same
                }, Writers),
            ]);

        space.BeginInvalidate(AddressRange.FromBounds(0, Pages - 1), InvalidationEvent.Unmap).Dispose();
        driver.Remove();
        driver.Dispose();
        var said = $"{reads:N0} reads, {changes:N0} changes, {blocks.Taken:N0} blocks taken, {blocks.Freed:N0} freed, at most {blocks.Most:N0} at a time, {wrong} wrong, {clock.Elapsed.TotalSeconds:F1} s";
        TestContext.Current.TestOutputHelper?.WriteLine(said);
        Assert.True(wrong == 0, said);
        Assert.True(blocks.Taken == blocks.Freed && blocks.Taken > 0, said);
    }

    private static void Run(Action[] bodies)
    {
        var failures = new System.Collections.Concurrent.ConcurrentQueue<Exception>();
        var threads = Array.ConvertAll(bodies, body => new Thread(() =>
        {
            try
            {
                body();
            }
            catch (Exception exception)
            {
                failures.Enqueue(exception);
            }
        }));
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.Empty(failures);
    }

    /// <summary>A shadow of one block a page, read without a lock.</summary>
    private sealed class BlockDriver : IntervalNotifier, IDisposable
    {
        private readonly DriverLock _lock = new();
        private readonly nint[] _shadow = new nint[Pages];
        private readonly Blocks _blocks;
        private readonly RetireList<nint> _retired;

        internal BlockDriver(Blocks blocks) => (_blocks, _retired) = (blocks, new RetireList<nint>(blocks.Free, "soak"));

        public void Dispose() => _retired.Dispose();

        internal bool TryRead(int page)
        {
            using (_retired.EnterSection())
            {
                var block = Volatile.Read(ref _shadow[page]);
                return block == 0 || Blocks.IsWhole(block, page);
            }
        }

        internal void Fault(int page)
        {
            ReadToken token;
            do
            {
                token = ReadBegin();
            }
            while (!TryCommit(page, token));
        }

        protected override bool OnInvalidate(in Invalidation invalidation)
        {
            using (_lock.EnterScope())
            {
                SetSeq(invalidation.Sequence);
                for (var page = invalidation.Range.Start; page <= invalidation.Range.Last; page++)
                {
                    var block = _shadow[page];
                    Volatile.Write(ref _shadow[page], 0);
                    if (block != 0)
                        _retired.Retire(block);
                }
            }

            return true;
        }

        private bool TryCommit(int page, ReadToken token)
        {
            using (_lock.EnterScope())
            {
                if (ReadRetry(token))
                    return false;
                if (_shadow[page] == 0)
                    Volatile.Write(ref _shadow[page], _blocks.Take(page));
                return true;
            }
        }
    }

    /// <summary>Native memory that is taken, freed, poisoned and taken again as soon as may be.</summary>
    private sealed unsafe class Blocks : IDisposable
    {
        private const int Words = 32;
        private const ulong Poison = 0xDEAD_DEAD_DEAD_DEAD;

        private readonly Stack<nint> _free = [];
        private ulong _stamps;

        internal long Taken { get; private set; }

        internal long Freed { get; private set; }

        internal long Most { get; private set; }

        internal static bool IsWhole(nint block, int page)
        {
            var words = new ReadOnlySpan<ulong>((void*)block, Words);
            var stamp = words[0];
            foreach (ref readonly var word in words)
            {
                if (Volatile.Read(in word) != stamp)
                    return false;
            }

            return stamp != Poison && stamp % Pages == (ulong)page;
        }

        internal nint Take(int page)
        {
            lock (_free)
            {
                var block = _free.TryPop(out var used) ? used : (nint)NativeMemory.Alloc(Words, sizeof(ulong));
                new Span<ulong>((void*)block, Words).Fill(++_stamps * Pages + (ulong)page);
                Taken++;
                Most = Math.Max(Most, Taken - Freed);
                return block;
            }
        }

        internal void Free(nint block)
        {
            lock (_free)
            {
                new Span<ulong>((void*)block, Words).Fill(Poison);
                _free.Push(block);
                Freed++;
            }
        }

        public void Dispose()
        {
            while (_free.TryPop(out var block))
                NativeMemory.Free((void*)block);
        }
    }
}
