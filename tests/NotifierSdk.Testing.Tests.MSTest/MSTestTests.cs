using Microsoft.VisualStudio.TestTools.UnitTesting;
using NotifierSdk.Testing.Tests.Drivers;

[assembly: DoNotParallelize]

namespace NotifierSdk.Testing.Tests.MSTest;

/// <summary>The explorer in a test of MSTest: a scenario that passes, and one whose failure is an ordinary exception.</summary>
[TestClass]
public class MSTestTests
{
    [TestMethod]
    public void A_scenario_that_passes_is_complete()
    {
        var exploration = Interleavings.Explore(scenario => FaultAndChange(scenario, retriesUnderLock: true));
        Assert.IsTrue(exploration.IsComplete, exploration.ToString());
    }

    [TestMethod]
    public void A_scenario_that_fails_throws_its_report()
    {
        var failure = Assert.ThrowsExactly<InterleavingException>(() => Interleavings.Explore(scenario => FaultAndChange(scenario, retriesUnderLock: false)));
        StringAssert.StartsWith(failure.Message, "stale shadow entry", StringComparison.Ordinal);
        StringAssert.Contains(failure.Message, "NOTIFIERSDK_REPLAY=", StringComparison.Ordinal);
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
