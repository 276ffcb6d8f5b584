using NotifierSdk;

namespace NotifierDriver.Tests;

public class PageCacheTests
{
    private static readonly AddressRange s_page = AddressRange.FromLength(0x1000, 0x1000);

    // If validation mode reports a mistake, the test fails.
    static PageCacheTests() => ValidationMode.Throws = true;

    [Fact]
#if (async)
    public async Task A_fault_fills_the_cache_and_a_change_empties_it()
#else
    public void A_fault_fills_the_cache_and_a_change_empties_it()
#endif
    {
        using var space = new AddressSpace("test");
        var source = new ChangingSource(space);
        var cache = Insert(space, source);

#if (async)
        Assert.Equal(FaultStatus.Completed, await cache.FaultAsync(s_page, TestContext.Current.CancellationToken));
#else
        Assert.Equal(FaultStatus.Completed, cache.Fault(s_page));
#endif
        Assert.Equal(1ul, cache[s_page.Start]);

        source.Change(s_page, 2);
        Assert.Null(cache[s_page.Start]);
    }

    [Fact]
#if (async)
    public async Task What_was_read_before_a_change_is_never_kept_after_it()
#else
    public void What_was_read_before_a_change_is_never_kept_after_it()
#endif
    {
        using var space = new AddressSpace("test");
        var source = new ChangingSource(space);
        var cache = Insert(space, source);
        source.ChangeDuringNextRead(s_page, 2);

#if (async)
        Assert.Equal(FaultStatus.Completed, await cache.FaultAsync(s_page, TestContext.Current.CancellationToken));
#else
        Assert.Equal(FaultStatus.Completed, cache.Fault(s_page));
#endif
        Assert.Equal(2ul, cache[s_page.Start]);
    }

    [Fact]
#if (async)
    public async Task A_page_that_is_unmapped_while_it_is_read_is_not_kept()
#else
    public void A_page_that_is_unmapped_while_it_is_read_is_not_kept()
#endif
    {
        using var space = new AddressSpace("test");
        var source = new ChangingSource(space);
        var cache = Insert(space, source);
        source.ChangeDuringNextRead(s_page, null);

#if (async)
        Assert.Equal(FaultStatus.Completed, await cache.FaultAsync(s_page, TestContext.Current.CancellationToken));
#else
        Assert.Equal(FaultStatus.Unavailable, cache.Fault(s_page));
#endif
        Assert.Null(cache[s_page.Start]);
    }

    [Fact]
#if (async)
    public async Task A_removed_cache_is_not_filled()
#else
    public void A_removed_cache_is_not_filled()
#endif
    {
        using var space = new AddressSpace("test");
        var source = new ChangingSource(space);
        var cache = Insert(space, source);
        cache.Remove();

#if (async)
        Assert.Equal(FaultStatus.Removed, await cache.FaultAsync(s_page, TestContext.Current.CancellationToken));
#else
        Assert.Equal(FaultStatus.Removed, cache.Fault(s_page));
#endif
        Assert.Null(cache[s_page.Start]);
    }

    private static PageCache Insert(AddressSpace space, ChangingSource source)
    {
        var cache = new PageCache(source);
        space.Insert(cache, AddressRange.FromLength(0, 0x10000));
        return cache;
    }
}
