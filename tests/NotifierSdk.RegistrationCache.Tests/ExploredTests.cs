using NotifierSdk.Testing;
using RegistrationCacheSample.Cache;

namespace NotifierSdk.RegistrationCache.Tests;

/// <summary>The cache of the sample, explored: what it registers is deregistered once, and what a request finds is what is mapped.</summary>
public class ExploredTests
{
    [Fact]
    public void A_request_never_finds_what_was_unmapped()
    {
        var exploration = Interleavings.Explore(scenario =>
        {
            var (space, cache, device) = Insert(scenario);
            scenario.Thread("send", () => Send(scenario, cache));
            scenario.Thread("unmap", () => scenario.Change(space, 0));
            EndsCurrent(scenario, space, cache, device);
        });
        Assert.True(exploration.IsComplete, exploration.ToString());
    }

    [Fact]
    public void Two_requests_of_one_page_share_a_registration_or_give_one_back() => Interleavings.Explore(
        scenario =>
        {
            var (space, cache, device) = Insert(scenario);
            scenario.Thread("send", () => Send(scenario, cache));
            scenario.Thread("send too", () => Send(scenario, cache));
            scenario.Thread("unmap", () => scenario.Change(space, 0));
            EndsCurrent(scenario, space, cache, device);
        },
        new ExplorationOptions { MaxSchedules = 3_000, RandomSchedules = 500 });

    [Fact]
    public void A_removal_leaves_nothing_registered() => Interleavings.Explore(
        scenario =>
        {
            var (_, cache, device) = Insert(scenario);
            scenario.Thread("send", () => Send(scenario, cache));
            scenario.Thread("close", cache.Remove);
            scenario.AtEnd(() =>
            {
                cache.Clear();
                return device.Pins.Any() ? "something is registered, and the cache does not know it" : null;
            });
        },
        new ExplorationOptions { MaxSchedules = 3_000, RandomSchedules = 500 });

    [Fact]
    public void A_device_that_forgets_nothing_is_found()
    {
        var failure = Assert.Throws<InterleavingException>(() => Interleavings.Explore(scenario =>
        {
            var (space, cache, device) = Insert(scenario);
            device.IsForgetful = false;
            scenario.Thread("send", () => Send(scenario, cache));
            scenario.Thread("unmap", () => scenario.Change(space, 0));
            scenario.Keeps(() => cache.Statistics.Registrations > 0 ? device.Pins : []);
        }));
        Assert.Equal(Verdict.Leak, failure.Exploration.Verdict);
    }

    private static (AddressSpace Space, RegistrationCacheSample.Cache.RegistrationCache Cache, PinningDevice Device) Insert(Scenario scenario)
    {
        var space = scenario.AddressSpace(pages: 1);
        var device = new PinningDevice(scenario.Memory(space));
        var cache = new RegistrationCacheSample.Cache.RegistrationCache(device, new CacheLimits(maxRegistrations: 4, maxBytes: 1 << 16), pageSize: 4096);
        scenario.Insert(space, cache, firstPage: 0, lastPage: 0);
        scenario.Keeps(() => device.Pins);
        return (space, cache, device);
    }

    private static void Send(Scenario scenario, RegistrationCacheSample.Cache.RegistrationCache cache)
    {
        if (cache.Get(scenario.Page(0), out var lease) == FaultStatus.Completed)
            lease!.Dispose();
    }

    /// <summary>When all is over, a request finds a registration of the page as it is, and the device has no other.</summary>
    private static void EndsCurrent(Scenario scenario, AddressSpace space, RegistrationCacheSample.Cache.RegistrationCache cache, PinningDevice device) => scenario.AtEnd(() =>
    {
        var kept = cache.Statistics.Registrations;
        if (kept != device.Pins.Count())
            return $"the cache has {kept} registrations, the device {device.Pins.Count()}";
        var now = scenario.Memory(space).VersionOf(0);
        return device.Pins.FirstOrDefault(pin => pin.Version != now) is { } stale ? $"version {stale.Version} is registered, and the mapping is at {now}" : null;
    });

    /// <summary>The device of the scenario: it pins what it registers, and its commands are steps.</summary>
    private sealed class PinningDevice(PageMemory memory) : IRegistrar
    {
        private readonly Dictionary<long, PinnedPage> _pins = [];
        private long _lastKey;

        /// <summary>Whether it unpins what it is to deregister.</summary>
        internal bool IsForgetful { get; set; } = true;

        internal IEnumerable<PinnedPage> Pins => _pins.Values;

        public bool TryRegister(AddressRange range, out long key)
        {
            var pin = memory.Pin(range);
            Interleavings.Point("register");
            key = ++_lastKey;
            _pins.Add(key, pin);
            return true;
        }

        public void Deregister(long key)
        {
            Interleavings.Point("deregister");
            if (IsForgetful)
                _pins[key].Unpin();
            _pins.Remove(key);
        }
    }
}
