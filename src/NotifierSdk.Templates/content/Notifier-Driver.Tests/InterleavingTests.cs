using NotifierSdk;
using NotifierSdk.Testing;

namespace NotifierDriver.Tests;

/// <summary>Runs the driver in every order in which the steps of several threads can follow each other. A test that fails shows the shortest such order.</summary>
public class InterleavingTests
{
    [Fact]
    public void A_fault_never_keeps_what_a_change_has_replaced() => Interleavings.Explore(scenario =>
    {
        var space = scenario.AddressSpace(pages: 1);
        var memory = scenario.Memory(space); // each page has a version, which every change raises
        var cache = new PageCache(new VersionSource(memory));
        scenario.Insert(space, cache, firstPage: 0, lastPage: 0);

#if (async)
        scenario.Thread("fault", () => cache.FaultAsync(scenario.Page(0), TestContext.Current.CancellationToken));
#else
        scenario.Thread("fault", () => cache.Fault(scenario.Page(0)));
#endif
        scenario.Thread("change", () => scenario.Change(space, page: 0));

#if (lock == "DriverLock")
        // The explorer compares the cache with the memory after each step. 0 stands for a page that the cache does not have.
        scenario.Mirrors(cache, page => (int)(cache[scenario.Page(page).Start] ?? 0));
#else
        // The explorer does not see that the indexer takes the lock, so it compares the cache with the memory when both threads have ended.
        scenario.AtEnd(() => cache[scenario.Page(0).Start] is { } kept && kept != (ulong)memory.VersionOf(0)
            ? $"The cache keeps version {kept} of the page, and the memory has version {memory.VersionOf(0)}."
            : null);
#endif
    });

    /// <summary>The memory of the scenario. The content of a page is its version.</summary>
    private sealed class VersionSource(PageMemory memory) : IPageSource
    {
#if (async)
        public ValueTask<ulong?> ReadAsync(AddressRange page, CancellationToken cancellationToken) => ValueTask.FromResult<ulong?>((ulong)memory.VersionAt(page));
#else
        public bool TryRead(AddressRange page, out ulong content)
        {
            content = (ulong)memory.VersionAt(page);
            return true;
        }
#endif
    }
}
