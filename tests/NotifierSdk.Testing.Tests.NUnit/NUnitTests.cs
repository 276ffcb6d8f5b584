using NotifierSdk.Testing.Tests.Drivers;
using NUnit.Framework;

namespace NotifierSdk.Testing.Tests.NUnit;

/// <summary>The explorer in a test of NUnit: a scenario that passes, and one whose failure is an ordinary exception.</summary>
public class NUnitTests
{
    [Test]
    public void A_scenario_that_passes_is_complete()
    {
        var exploration = Interleavings.Explore(scenario => FaultAndChange(scenario, retriesUnderLock: true));
        Assert.That(exploration.IsComplete, exploration.ToString());
    }

    [Test]
    public void A_scenario_that_fails_throws_its_report()
    {
        var failure = Assert.Throws<InterleavingException>(() => Interleavings.Explore(scenario => FaultAndChange(scenario, retriesUnderLock: false)))!;
        Assert.That(failure.Message, Does.StartWith("stale shadow entry").And.Contain("| fault").And.Contain("NOTIFIERSDK_REPLAY="));
    }

    private static void FaultAndChange(Scenario scenario, bool retriesUnderLock)
    {
        var space = scenario.AddressSpace(pages: 1);
        var driver = new HandWritten(scenario.Memory(space)) { RetriesUnderLock = retriesUnderLock, Discard = pin => pin.Unpin() };
        scenario.Insert(space, driver, firstPage: 0, lastPage: 0);
        scenario.Thread("fault", () => driver.Fault(scenario.Page(0)));
        scenario.Thread("change", () => scenario.Change(space, 0));
        scenario.Mirrors(driver, page => driver.VersionAt(scenario.Page(page)));
        scenario.Keeps(() => driver.Pins);
    }
}
