using System.Runtime.CompilerServices;
using NotifierSdk.Runtime.Tests.Protocol;
using static NotifierSdk.Runtime.Tests.Protocol.Ranges;

namespace NotifierSdk.Runtime.Tests.Engine;

/// <summary>Inserts and removals that change the tree in place, while an invalidation walks it.</summary>
public sealed class WalkAndChangeTests : IDisposable
{
    private const int Count = 300;

    private readonly AddressSpace _space = new();
    private readonly RecordingDriver[] _drivers = new RecordingDriver[Count];

    public WalkAndChangeTests()
    {
        for (var number = 0; number < Count; number++)
            _space.Insert(_drivers[number] = new RecordingDriver($"driver {number}"), Page(10 * number));
    }

    public void Dispose() => _space.Dispose();

    [Fact]
    public void A_walk_goes_on_through_leaves_that_its_own_callbacks_replace()
    {
        var others = new Stack<RecordingDriver>();
        for (var number = 0; number < Count; number++)
        {
            var here = number;
            _drivers[number].InCallback = _ =>
            {
                // In the leaf in which the walk stands, and in others before and behind it.
                foreach (var page in (int[])[(10 * here) + 5, (10 * here) + 15, (10 * ((here * 7) % Count)) + 3])
                {
                    others.Push(new RecordingDriver());
                    _space.Insert(others.Peek(), Page(page));
                }

                if (here % 2 == 1)
                {
                    for (var removals = 0; removals < 5; removals++)
                        others.Pop().RemoveLater();
                }

                return true;
            };
        }

        _space.BeginInvalidate(Pages(0, 10 * Count), InvalidationEvent.Unmap).Dispose();
        Assert.All(_drivers, driver => Assert.Single(driver.Invalidations));
    }

    [Fact]
    public void An_invalidation_does_not_call_those_that_its_callbacks_insert()
    {
        var inserted = new List<RecordingDriver>();
        bool InsertAnother(Invalidation invalidation)
        {
            // If they were called, each would insert another behind itself, and begin would never return.
            if (inserted.Count == 10_000)
                return false;
            inserted.Add(new RecordingDriver { InCallback = InsertAnother });
            _space.Insert(inserted[^1], Pages(10 * (Count - 1), 10 * Count));
            return true;
        }

        _drivers[0].InCallback = InsertAnother;
        _space.BeginInvalidate(Pages(0, 10 * Count), InvalidationEvent.Unmap).Dispose();
        Assert.Empty(Assert.Single(inserted).Invalidations);
        _space.BeginInvalidate(Pages(10 * Count, 10 * Count), InvalidationEvent.Unmap).Dispose();
        Assert.Single(inserted[0].Invalidations);
    }

    [Fact]
    public void The_tree_keeps_nobody_alive_who_was_removed()
    {
        var removed = InsertAndRemove();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(removed.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference InsertAndRemove()
    {
        var driver = new RecordingDriver();
        _space.Insert(driver, Page(1234));
        driver.Remove();
        return new WeakReference(driver);
    }

    [Fact]
    public async Task Every_invalidation_calls_everybody_who_stays_while_others_come_and_go()
    {
        var staying = new CountingDriver[40];
        for (var number = 0; number < staying.Length; number++)
            _space.Insert(staying[number] = new CountingDriver(), Page((70 * number) + 1));
        using var stop = new CancellationTokenSource();
        var invalidators = Enumerable.Range(0, 2).Select(seed => Task.Run(() =>
        {
            var random = new Random(seed);
            var expected = new int[staying.Length];
            while (!stop.IsCancellationRequested)
            {
                var first = random.Next(staying.Length - 4);
                using (_space.BeginInvalidate(Pages((70 * first) + 1, (70 * (first + 3)) + 1), InvalidationEvent.Unmap))
                {
                }

                for (var number = first; number <= first + 3; number++)
                    expected[number]++;
            }

            return expected;
        })).ToArray();

        var changes = new Random(9);
        for (var round = 0; round < 300; round++)
        {
            var others = Enumerable.Range(0, 40).Select(_ => new CountingDriver()).ToList();
            foreach (var other in others)
                _space.Insert(other, AddressRange.FromLength((ulong)changes.Next(10 * Count), changes.Next(6) == 0 ? 2000u : 1u));
            foreach (var other in others)
                other.Remove();
        }

        await stop.CancelAsync();
        var expectations = await Task.WhenAll(invalidators);
        for (var number = 0; number < staying.Length; number++)
            Assert.Equal(expectations.Sum(expected => expected[number]), staying[number].Calls);
    }

    private sealed class CountingDriver : IntervalNotifier
    {
        private readonly Lock _lock = new();

        internal int Calls { get; private set; }

        protected override bool OnInvalidate(in Invalidation invalidation)
        {
            lock (_lock)
            {
                SetSeq(invalidation.Sequence);
                Calls++;
            }

            return true;
        }
    }
}
