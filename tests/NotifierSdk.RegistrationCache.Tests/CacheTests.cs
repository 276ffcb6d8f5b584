using System.Collections.Concurrent;
using RegistrationCacheSample.Cache;
using Cache = RegistrationCacheSample.Cache.RegistrationCache;

namespace NotifierSdk.RegistrationCache.Tests;

/// <summary>The cache, with a device that writes down what it is told.</summary>
public sealed class CacheTests : IDisposable
{
    private const ulong PageSize = 4096;

    private readonly AddressSpace _space = new("application");
    private readonly Device _device = new();
    private readonly Cache _cache;

    public CacheTests() => _cache = NewCache(maxRegistrations: 3, maxPages: 8);

    public void Dispose()
    {
        _cache.Remove();
        _cache.Clear();
        Assert.Empty(_device.Registered);
        _space.Dispose();
    }

    [Fact]
    public void A_second_request_finds_the_registration_of_the_first()
    {
        using (var first = Get(0, 2))
        using (var second = Get(1, 1))
            Assert.Equal(first.Key, second.Key);
        using (Get(0, 2))
            Assert.Single(_device.Registered);
        Assert.Equal((2, 1), (_cache.Statistics.Hits, _cache.Statistics.Misses));
    }

    [Fact]
    public void A_lease_covers_whole_pages()
    {
        Assert.Equal(FaultStatus.Completed, _cache.Get(AddressRange.FromLength(PageSize + 100, 50), out var lease));
        using (lease)
            Assert.Equal(Pages(1, 1), lease!.Range);
    }

    [Fact]
    public void Requests_that_overlap_are_merged()
    {
        Get(0, 2).Dispose();
        using var both = Get(1, 3);
        Assert.Equal(Pages(0, 4), both.Range);
        Assert.Equal([Pages(0, 4)], _device.Registered.Values);
        Assert.Equal(1, _cache.Statistics.Merges);
    }

    [Fact]
    public void A_registration_that_was_merged_while_in_use_stays_until_it_is_let_go()
    {
        var first = Get(0, 2);
        using var both = Get(1, 3);
        Assert.Equal(2, _device.Registered.Count);
        Assert.Equal(1, _cache.Statistics.Leaving);
        first.Dispose();
        Assert.Equal([both.Range], _device.Registered.Values);
        Assert.Equal(0, _cache.Statistics.Leaving);
    }

    [Fact]
    public void What_would_become_too_large_is_not_merged()
    {
        Get(0, 3).Dispose();
        using var lease = Get(2, 3);
        Assert.Equal(Pages(2, 3), lease.Range);
        Assert.Equal([Pages(2, 3)], _device.Registered.Values);
    }

    [Fact]
    public void What_is_merged_with_memory_that_is_gone_is_registered_alone()
    {
        Get(0, 2).Dispose();
        _device.Unmapped = 0;
        using var lease = Get(1, 2);
        Assert.Equal(Pages(1, 2), lease.Range);
    }

    [Fact]
    public void Memory_that_is_not_mapped_is_unavailable()
    {
        _device.Unmapped = 3;
        Assert.Equal(FaultStatus.Unavailable, _cache.Get(Pages(2, 2), out var lease));
        Assert.Null(lease);
    }

    [Fact]
    public void The_longest_unused_goes_when_there_are_too_many()
    {
        for (var page = 0; page < 3; page++)
            Get(page * 2, 1).Dispose();
        Get(0, 1).Dispose(); // used again
        Get(6, 1).Dispose();
        Assert.Equal([Pages(0, 1), Pages(4, 1), Pages(6, 1)], _device.InOrder);
        Assert.Equal(1, _cache.Statistics.Evictions);
    }

    [Fact]
    public void The_longest_unused_goes_when_they_are_too_large()
    {
        Get(0, 4).Dispose();
        Get(10, 4).Dispose();
        Get(20, 1).Dispose();
        Assert.Equal([Pages(10, 4), Pages(20, 1)], _device.InOrder);
        Assert.Equal(5 * PageSize, _cache.Statistics.Bytes);
    }

    [Fact]
    public void What_is_in_use_is_kept_beyond_the_limits_and_goes_when_it_is_let_go()
    {
        var leases = Enumerable.Range(0, 5).Select(page => Get(page * 2, 1)).ToArray();
        Assert.Equal(5, _device.Registered.Count);
        Array.ForEach(leases, lease => lease.Dispose());
        Assert.Equal(3, _device.Registered.Count);
    }

    [Fact]
    public void An_invalidation_deregisters_what_nobody_uses_before_the_mapping_changes()
    {
        Get(0, 2).Dispose();
        Get(4, 1).Dispose();
        using (_space.BeginInvalidate(Pages(1, 1), InvalidationEvent.Unmap))
            Assert.Equal([Pages(4, 1)], _device.Registered.Values);
        Assert.Equal(1, _cache.Statistics.Invalidated);
    }

    [Fact]
    public void What_is_in_use_is_found_no_more_and_completes_when_its_last_user_lets_go()
    {
        var completed = 0;
        var (first, second) = (Get(0, 1), Get(0, 1));
        _space.BeginInvalidate(Pages(0, 1), InvalidationEvent.Unmap).Dispose();
        first.Invalidate(() => completed++);
        using (var later = Get(0, 1))
            Assert.NotEqual(first.Key, later.Key);
        first.Dispose();
        first.Dispose();
        Assert.Equal((0, 2), (completed, _device.Registered.Count));
        second.Dispose();
        Assert.Equal((1, 1), (completed, _device.Registered.Count));
        Assert.Throws<ObjectDisposedException>(() => first.Invalidate(() => { }));
    }

    [Fact]
    public void A_user_may_take_a_registration_out_of_the_cache()
    {
        var completed = 0;
        using (var lease = Get(0, 1))
        {
            lease.Invalidate(() => completed++);
            Assert.Equal(0, completed);
            Assert.Equal((0, 1), (_cache.Statistics.Registrations, _cache.Statistics.Leaving));
        }

        Assert.Equal(1, completed);
        Assert.Empty(_device.Registered);
    }

    [Fact]
    public void A_registration_during_which_the_mapping_changes_is_undone_and_made_again()
    {
        var isFirst = true;
        _device.Registering = () =>
        {
            if (isFirst)
                _space.BeginInvalidate(Pages(0, 1), InvalidationEvent.Unmap).Dispose();
            isFirst = false;
        };
        using var lease = Get(0, 1);
        Assert.Equal(2, lease.Key);
        Assert.Equal([2], _device.Registered.Keys);
    }

    [Fact]
    public void A_change_that_cannot_wait_is_refused_while_the_lock_is_held()
    {
        Get(0, 1).Dispose();
        Assert.True(_space.TryBeginInvalidate(Pages(0, 1), InvalidationEvent.Unmap, null, out var scope));
        scope.Dispose();
        Assert.Empty(_device.Registered);
    }

    [Fact]
    public void A_storm_of_unmaps_leaves_nothing_behind()
    {
        using var inUse = Get(0, 1);
        Storm(1000); // what is made once is made here
        var before = GC.GetAllocatedBytesForCurrentThread();
        Storm(10_000);
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 10_000, 0, 64);
        Assert.Equal((0, 1), (_cache.Statistics.Registrations, _cache.Statistics.Leaving));
        Assert.Single(_device.Registered);

        void Storm(int unmaps)
        {
            for (var count = 0; count < unmaps; count++)
                _space.BeginInvalidate(Pages(count % 16, 1), InvalidationEvent.Unmap).Dispose();
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void Limits_below_one_are_refused(int registrations, ulong bytes) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new CacheLimits(registrations, bytes));

    [Fact]
    public void In_a_released_space_nothing_is_registered()
    {
        Get(0, 1).Dispose();
        _space.Dispose();
        Assert.Empty(_device.Registered);
        Assert.Equal(FaultStatus.Released, _cache.Get(Pages(0, 1), out _));
    }

    private static AddressRange Pages(int first, int count) => AddressRange.FromLength((ulong)first * PageSize, (ulong)count * PageSize);

    private Cache NewCache(int maxRegistrations, int maxPages)
    {
        var cache = new Cache(_device, new CacheLimits(maxRegistrations, (ulong)maxPages * PageSize), PageSize);
        _space.Insert(cache, AddressRange.All);
        return cache;
    }

    private Lease Get(int first, int count)
    {
        Assert.Equal(FaultStatus.Completed, _cache.Get(Pages(first, count), out var lease));
        return lease!;
    }

    private sealed class Device : IRegistrar
    {
        private long _lastKey;

        internal ConcurrentDictionary<long, AddressRange> Registered { get; } = new();

        internal IEnumerable<AddressRange> InOrder => Registered.Values.OrderBy(range => range.Start);

        /// <summary>The page that cannot be registered.</summary>
        internal int? Unmapped { get; set; }

        internal Action? Registering { get; set; }

        public bool TryRegister(AddressRange range, out long key)
        {
            Registering?.Invoke();
            key = 0;
            if (Unmapped is { } page && range.Overlaps(Pages(page, 1)))
                return false;
            key = Interlocked.Increment(ref _lastKey);
            Assert.True(Registered.TryAdd(key, range));
            return true;
        }

        public void Deregister(long key) => Assert.True(Registered.TryRemove(key, out _), $"key {key} was deregistered twice");
    }
}
