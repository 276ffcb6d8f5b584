using MultiDevice.Devices;
using MultiDevice.Drawing;
using MultiDevice.Drivers;
using NotifierSdk.Testing;

namespace NotifierSdk.MultiDevice.Tests;

/// <summary>The drivers of the sample, explored: when a begin has returned, no device reaches what is about to change.</summary>
public class ExploredTests
{
    private static readonly Dictionary<string, Func<TlbDevice, IntervalNotifier>> s_drivers = new()
    {
        ["one pass"] = device => new OnePassDriver(device),
        ["two passes"] = device => new TwoPassDriver(device),
    };

    public static TheoryData<string> Drivers => [.. s_drivers.Keys];

    [Theory]
    [MemberData(nameof(Drivers))]
    public void A_device_reaches_nothing_that_changes(string kind)
    {
        var exploration = Interleavings.Explore(scenario =>
        {
            var (space, driver) = Insert(scenario, "device", s_drivers[kind], flushTime: TimeSpan.Zero);
            scenario.Thread("fault", () => ((IMirror)driver).Fault(TlbDevice.Range(0, 1)));
            scenario.Thread("unmap", () => space.BeginInvalidate(TlbDevice.Range(0, 1), InvalidationEvent.Unmap).Dispose());
        });
        Assert.True(exploration.IsComplete, exploration.ToString());
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void A_removal_waits_for_both_passes(string kind) => Interleavings.Explore(
        scenario =>
        {
            var (space, driver) = Insert(scenario, "device", s_drivers[kind], flushTime: TimeSpan.Zero);
            scenario.Thread("fault", () => ((IMirror)driver).Fault(TlbDevice.Range(0, 1)));
            scenario.Thread("unmap", () => space.BeginInvalidate(TlbDevice.Range(0, 1), InvalidationEvent.Unmap).Dispose());
            scenario.Thread("remove", () =>
            {
                driver.Remove();
                if (((IMirror)driver).Device.CanReach(TlbDevice.Range(0, 1)))
                    scenario.Fail("the device reaches the page after its driver was removed");
            });
        },
        new ExplorationOptions { MaxSchedules = 2_000, RandomSchedules = 300 });

    [Fact]
    public void The_driver_that_does_not_wait_is_found()
    {
        // A flush that is over only after the test: nobody waits for it.
        var failure = Assert.Throws<InterleavingException>(() => Interleavings.Explore(scenario =>
        {
            var (space, driver) = Insert(scenario, "device", device => new UnsafeDriver(device), flushTime: TimeSpan.FromHours(1));
            scenario.Thread("fault", () => ((IMirror)driver).Fault(TlbDevice.Range(0, 1)));
            scenario.Thread("unmap", () => space.BeginInvalidate(TlbDevice.Range(0, 1), InvalidationEvent.Unmap).Dispose());
        }));
        TestContext.Current.TestOutputHelper?.WriteLine(failure.Message);
        Assert.Equal(Verdict.StaleShadow, failure.Exploration.Verdict);
        Assert.Equal(0, failure.Exploration.Preemptions);
        Assert.Contains("begin returned", failure.Exploration.Failure, StringComparison.Ordinal);
    }

    private static (AddressSpace Space, IntervalNotifier Driver) Insert(Scenario scenario, string name, Func<TlbDevice, IntervalNotifier> make, TimeSpan flushTime)
    {
        var space = new AddressSpace("host");
        scenario.Adopt(space);
        var device = new TlbDevice(name, flushTime, new Timeline("explored"));
        var driver = make(device);
        space.Insert(driver, TlbDevice.Range(0, TlbDevice.Pages));
        var page = TlbDevice.Range(0, 1);
        // Whatever the device reaches is right, until a begin has returned.
        scenario.Mirrors<bool>(driver, space, [page], page => device.CanReach(page) ? true : null, _ => true);
        return (space, driver);
    }
}
