using NotifierSdk.Testing.Tests.Drivers;

namespace NotifierSdk.Testing.Tests;

/// <summary>Less common forms of a driver, in every interleaving: a fault that collects under the lock, and a notifier that several mappings share.</summary>
public class DriverFormTests
{
    [Fact]
    public void A_fault_that_collects_under_the_lock_is_never_stale_and_loses_no_pin()
    {
        var statuses = new HashSet<FaultStatus>();
        var result = Interleavings.Explore(scenario =>
        {
            var driver = Exclusive(scenario);
            scenario.Thread("fault", () => statuses.Add(driver.FaultUnderLock(scenario.Page(0))));
        });
        Assert.True(result.IsComplete, result.ToString());
        Assert.Equal([FaultStatus.Completed], statuses);
    }

    [Fact]
    public void After_a_collision_a_fault_collects_under_the_lock_and_completes()
    {
        var (statuses, places) = (new HashSet<FaultStatus>(), new HashSet<bool>());
        var result = Interleavings.Explore(scenario =>
        {
            var driver = Exclusive(scenario);
            scenario.Thread("fault", () => statuses.Add(driver.Fault(scenario.Page(0))));
            scenario.AtEnd(() =>
            {
                places.Add(driver.HasCollectedUnderLock);
                return null;
            });
        });
        Assert.True(result.IsComplete, result.ToString());
        Assert.Equal([FaultStatus.Completed], statuses);
        Assert.Equal([false, true], places.Order());
    }

    [Fact]
    public void A_shared_notifier_serves_each_user_until_that_one_gives_it_back()
    {
        var made = new HashSet<int>();
        var result = Interleavings.Explore(scenario =>
        {
            var space = scenario.AddressSpace(pages: 1);
            var memory = scenario.Memory(space);
            var drivers = new List<Umem>();
            foreach (var user in new[] { "one", "other" })
            {
                scenario.Thread(user, () =>
                {
                    var driver = space.Get(scenario.Page(0), Make);
                    var status = driver.Fault(scenario.Page(0));
                    if (status != FaultStatus.Completed)
                        scenario.Fail($"'{user}' has not given the notifier back, and a fault is {status}.");
                    space.Put(driver);
                });
            }

            scenario.AtEnd(() =>
            {
                made.Add(drivers.Count);
                return drivers.Exists(driver => driver.IsInserted) ? "All users have given the notifier back, and it is still inserted." : null;
            });

            Umem Make()
            {
                var driver = new Umem(memory);
                drivers.Add(driver);
                return driver;
            }
        }, new ExplorationOptions { MaxSchedules = 3_000, RandomSchedules = 300 });
        Assert.Null(result.Failure);
        Assert.Equal([1, 2], made.Order()); // both at once share one; one after the other have one each
    }

    private static ExclusiveUmem Exclusive(Scenario scenario)
    {
        var space = scenario.AddressSpace(pages: 1);
        var driver = new ExclusiveUmem(scenario.Memory(space));
        scenario.Insert(space, driver, firstPage: 0, lastPage: 0);
        scenario.Thread("change", () => scenario.Change(space, page: 0));
        scenario.Mirrors(driver, page => driver.VersionAt(scenario.Page(page)));
        scenario.Keeps(() => driver.Pins);
        return driver;
    }
}
