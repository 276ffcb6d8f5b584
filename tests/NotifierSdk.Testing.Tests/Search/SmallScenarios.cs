using NotifierSdk.Testing.Tests.Drivers;

namespace NotifierSdk.Testing.Tests.Search;

/// <summary>Scenarios that are small enough for every schedule to be run.</summary>
internal static class SmallScenarios
{
    internal static readonly Dictionary<string, Action<Scenario>> All = new()
    {
        ["fault and change"] = scenario =>
        {
            var (space, driver) = Inserted(scenario);
            scenario.Thread("fault", () => driver.Fault(scenario.Page(0)));
            scenario.Thread("change", () => scenario.Change(space, 0));
        },
        ["fault and remove"] = scenario =>
        {
            var (_, driver) = Inserted(scenario);
            scenario.Thread("fault", () => driver.Fault(scenario.Page(0)));
            scenario.Thread("remove", driver.Remove);
        },
        ["two changes"] = scenario =>
        {
            var (space, _) = Inserted(scenario);
            scenario.Thread("change", () => scenario.Change(space, 0));
            scenario.Thread("change too", () => scenario.Change(space, 0));
        },
    };

    /// <summary>Without the runtime, so that all their schedules can be run.</summary>
    internal static readonly Dictionary<string, Action<Scenario>> Tiny = new()
    {
        ["three threads, two locks and a point"] = scenario =>
        {
            var (first, second) = (new DriverLock("first"), new DriverLock("second"));
            scenario.Thread("a", () => Hold(first, () => { }));
            scenario.Thread("b", () => Hold(second, () => Interleavings.Point("in b")));
            scenario.Thread("c", () =>
            {
                Hold(first, () => { });
                Hold(second, () => Interleavings.Point("in c"));
            });
        },
        ["a try, a lock and a release"] = scenario =>
        {
            var gate = new DriverLock();
            scenario.Thread("try", () =>
            {
                if (gate.TryEnter())
                    gate.Exit();
            });
            scenario.Thread("lock", () => Hold(gate, () => Interleavings.Point("held")));
            scenario.Thread("point", () => Interleavings.Point("by itself"));
        },
        ["a read and two changes of pages"] = scenario =>
        {
            var memory = scenario.Memory(scenario.AddressSpace(pages: 2));
            scenario.Thread("read", () =>
            {
                memory.VersionOf(0);
                memory.VersionOf(1);
            });
            scenario.Thread("change", () => memory.Renew(0));
            scenario.Thread("change both", () =>
            {
                memory.Renew(1);
                memory.Renew(0);
            });
        },
        ["a cancellation"] = scenario =>
        {
            var token = scenario.Cancellation();
            scenario.Thread("one", () =>
            {
                Interleavings.Point("first");
                Interleavings.Point(token.IsCancellationRequested ? "cancelled" : "second");
            });
            scenario.Thread("other", () => Interleavings.Point("other"));
        },
    };

    /// <summary>
    /// How many interleavings each has, up to the order of independent steps. Whoever changes the steps of the runtime changes the numbers of those that use it, and
    /// writes down the new ones, which <see cref="SoundnessTests"/> prints: a number that changes by itself is a fault of the explorer.
    /// </summary>
    internal static readonly Dictionary<string, int> Inequivalent = new()
    {
        ["fault and change"] = 135,
        ["fault and remove"] = 34,
        ["two changes"] = 36,
        ["three threads, two locks and a point"] = 4,
        ["a try, a lock and a release"] = 6,
        ["a read and two changes of pages"] = 9,
        ["a cancellation"] = 25,
    };

    private static void Hold(DriverLock gate, Action inside)
    {
        using (gate.EnterScope())
            inside();
    }

    private static (AddressSpace Space, Umem Driver) Inserted(Scenario scenario)
    {
        var space = scenario.AddressSpace(pages: 1);
        var driver = new Umem(scenario.Memory(space));
        scenario.Insert(space, driver, firstPage: 0, lastPage: 0);
        scenario.Mirrors(driver, page => driver.VersionAt(scenario.Page(page)));
        return (space, driver);
    }
}
