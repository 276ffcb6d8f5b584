using NotifierSdk.Runtime.Tests.Exploration;
using NotifierSdk.Seam;
using NotifierSdk.Testing;

namespace NotifierSdk.Runtime.Tests.Engine;

/// <summary>Each rule of the protocol's models (section 10), broken in the engine itself: the explorer must see it, and see nothing when the rule holds.</summary>
public class SeededBugTests
{
    private static readonly Dictionary<SeededBug, Action<Scenario>> s_scenarios = new()
    {
        [SeededBug.NoWait] = FaultAgainstChange,
        [SeededBug.HitsBeforeSequence] = FaultAgainstChange,
        [SeededBug.NoScan] = InsertDuringChange,
        [SeededBug.ReadBeforeScan] = InsertDuringChange,
        [SeededBug.RemoveWithoutFlag] = RemoveAgainstChange,
        [SeededBug.SilentTakeBack] = RemoveAgainstChange,
        [SeededBug.WaitersFirst] = FaultAgainstChange,
        [SeededBug.SlotFreedSilently] = InsertDuringChange,
        [SeededBug.RemovalStepTwice] = RemoveLaterAgainstChange,
        [SeededBug.ReleasedLate] = FaultAgainstRelease,
        [SeededBug.ReleaseIgnored] = FaultAgainstRelease,
        [SeededBug.FinishSkipped] = RefusalHalfWay,
        [SeededBug.HitBeforeFinish] = TwoPassesAgainstRemove,
        [SeededBug.NoEpoch] = GrowAgainstFault,
        [SeededBug.NoSecondWalk] = ReplaceAgainstChange,
        [SeededBug.RegistrationReused] = InsertAgainDuringFault,
        [SeededBug.RemovedBeforeCommits] = RemoveAgainstFaultAndChange,
        [SeededBug.ShadowKept] = RemoveAgainstChange,
        [SeededBug.NoResidue] = ShrinkAgainstChange,
        [SeededBug.LastRangeOnly] = FaultAgainstTwoChanges,
    };

    public static TheoryData<string> Rules => [.. s_scenarios.Keys.Select(bug => bug.ToString())];

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_broken_rule_is_found(string rule)
    {
        var bug = Enum.Parse<SeededBug>(rule);
        var found = Races.Explore(s_scenarios[bug], bug);
        Assert.True(found.Failure is not null, $"{rule} was not found: {found}");
        TestContext.Current.TestOutputHelper?.WriteLine(found.ToString());
    }

    [Fact]
    public void A_split_in_a_callback_leaves_no_instant_in_which_nobody_listens() => AssertNothingIsFound(SplitInCallback);

    [Fact]
    public void Invalidations_nest_on_one_thread() => AssertNothingIsFound(NestedScopes);

    [Theory]
    [MemberData(nameof(Rules))]
    public void Nothing_is_found_while_the_rule_holds(string rule)
    {
        AssertNothingIsFound(s_scenarios[Enum.Parse<SeededBug>(rule)]);
    }

    [Fact]
    public void Every_rule_that_can_be_broken_has_its_scenario() =>
        Assert.Equal(Enum.GetValues<SeededBug>().Except([SeededBug.None]).Order(), s_scenarios.Keys.Order());

    private static void AssertNothingIsFound(Action<Scenario> scenario)
    {
        var found = Races.Explore(scenario);
        Assert.True(found.Failure is null, found.ToString());
        TestContext.Current.TestOutputHelper?.WriteLine(found.ToString());
    }

    private static void FaultAgainstChange(Scenario run)
    {
        var world = new PageWorld(run, pages: 1);
        var driver = world.Driver();
        world.Space.Insert(driver, PageWorld.Page(0));
        world.Thread("fault", () => driver.Fault(0));
        world.Thread("change", () => world.Change(0, 0));
    }

    private static void InsertDuringChange(Scenario run)
    {
        var world = new PageWorld(run, pages: 1);
        var driver = world.Driver();
        world.Thread("insert", () =>
        {
            world.Space.Insert(driver, PageWorld.Page(0));
        });
        world.Thread("fault", () => driver.Fault(0));
        world.Thread("change", () => world.Change(0, 0));
    }

    private static void RemoveAgainstChange(Scenario run)
    {
        var world = new PageWorld(run, pages: 1);
        var driver = world.Driver();
        driver.Shadow[0] = 1;
        world.Space.Insert(driver, PageWorld.Page(0));
        world.Thread("remove", driver.RemoveAndCheck);
        world.Thread("change", () => world.Change(0, 0));
    }

    private static void RemoveAgainstFaultAndChange(Scenario run)
    {
        var world = new PageWorld(run, pages: 1);
        var driver = world.Driver();
        world.Space.Insert(driver, PageWorld.Page(0));
        world.Thread("fault", () => driver.Fault(0));
        world.Thread("remove", driver.RemoveAndCheck);
        world.Thread("change", () => world.Change(0, 0));
    }

    private static void ShrinkAgainstChange(Scenario run)
    {
        var world = new PageWorld(run, pages: 2);
        var driver = world.Driver();
        driver.Shadow[1] = 1;
        world.Space.Insert(driver, PageWorld.Pages(0, 1));
        world.Thread("shrink", () =>
        {
            using (driver.Gate.EnterScope())
                world.Space.Apply(new NotifierBatch().Update(driver, PageWorld.Pages(0, 1), PageWorld.Page(0)));
        });
        world.Thread("change", () => world.Change(1, 1));
    }

    private static void FaultAgainstTwoChanges(Scenario run)
    {
        var world = new PageWorld(run, pages: 2);
        var driver = world.Driver();
        world.Space.Insert(driver, PageWorld.Pages(0, 1));
        world.Thread("fault", () => driver.Fault(0));
        world.Thread("changes", () =>
        {
            world.Change(0, 0);
            world.Change(1, 1);
        });
    }

    private static void RemoveLaterAgainstChange(Scenario run)
    {
        var world = new PageWorld(run, pages: 1);
        var driver = world.Driver();
        world.Space.Insert(driver, PageWorld.Page(0));
        world.Thread("remove", () =>
        {
            driver.RemoveLater();
        });
        world.Thread("change", () => world.Change(0, 0));
    }

    private static void FaultAgainstRelease(Scenario run)
    {
        var world = new PageWorld(run, pages: 1);
        var driver = world.Driver();
        world.Space.Insert(driver, PageWorld.Page(0));
        world.Thread("fault", () => driver.Fault(0));
        world.Thread("release", () =>
        {
            world.Space.Dispose();
            world.IsReleaseEnded = true;
            if (driver.Shadow[0] != 0)
                world.Fail("the release ended, and page 0 is still mirrored");
        });
    }

    private static void RefusalHalfWay(Scenario run)
    {
        var world = new PageWorld(run, pages: 1);
        var first = new TwoPassDriver(world, "first");
        var second = world.Driver("second");
        world.Space.Insert(first, PageWorld.Page(0));
        world.Space.Insert(second, PageWorld.Page(0));
        world.Thread("fault", () => second.Fault(0));
        world.Thread("change", () =>
        {
            if (world.Space.TryBeginInvalidate(PageWorld.Page(0), InvalidationEvent.Unmap, out var scope))
                scope.Dispose();
            if (first.Unfinished != 0)
                world.Fail("a start was left without its finish");
        });
    }

    private static void TwoPassesAgainstRemove(Scenario run)
    {
        var world = new PageWorld(run, pages: 1);
        var driver = new TwoPassDriver(world, "driver");
        world.Space.Insert(driver, PageWorld.Page(0));
        world.Thread("remove", () =>
        {
            driver.Remove();
            if (driver.Unfinished != 0)
                world.Fail("Remove returned while a finish step was pending");
        });
        world.Thread("change", () => world.Space.BeginInvalidate(PageWorld.Page(0), InvalidationEvent.Unmap).Dispose());
    }

    private static void GrowAgainstFault(Scenario run)
    {
        var world = new PageWorld(run, pages: 2);
        var driver = world.Driver();
        world.Space.Insert(driver, PageWorld.Page(0));
        world.Thread("grow", () =>
        {
            using (driver.Gate.EnterScope())
                world.Space.Apply(new NotifierBatch().Update(driver, PageWorld.Page(0), PageWorld.Pages(0, 1)));
        });
        world.Thread("fault", () =>
        {
            if (driver.Range.Contains(1))
                driver.Fault(1);
        });
        world.Thread("change", () => world.Change(1, 1));
    }

    private static void ReplaceAgainstChange(Scenario run)
    {
        var world = new PageWorld(run, pages: 2);
        var whole = world.Driver("whole", handsOver: true);
        var left = world.Driver("left", whole);
        var right = world.Driver("right", whole);
        whole.Shadow[1] = 1;
        world.Space.Insert(whole, PageWorld.Pages(0, 1));
        world.Thread("replace", () =>
        {
            using (whole.Gate.EnterScope())
                world.Space.Apply(new NotifierBatch().RemoveLater(whole).Insert(left, PageWorld.Page(0)).Insert(right, PageWorld.Page(1)));
        });
        world.Thread("change", () => world.Change(1, 1));
    }

    private static void SplitInCallback(Scenario run)
    {
        var world = new PageWorld(run, pages: 2);
        PageDriver? right = null;
        PageDriver? whole = null;
        whole = world.Driver("whole", inCallback: invalidation =>
        {
            if (whole!.Range == PageWorld.Pages(0, 1) && invalidation.Range == PageWorld.Page(0))
                world.Space.Apply(new NotifierBatch().Update(whole, PageWorld.Pages(0, 1), PageWorld.Page(0)).Insert(right!, PageWorld.Page(1)));
        });
        right = world.Driver("right", whole);
        whole.Shadow[1] = 1;
        world.Space.Insert(whole, PageWorld.Pages(0, 1));
        world.Thread("split", () => world.Change(0, 0));
        world.Thread("change", () => world.Change(1, 1));
        world.Thread("fault", () => right.Fault(1));
    }

    private static void NestedScopes(Scenario run)
    {
        var world = new PageWorld(run, pages: 2);
        var driver = world.Driver();
        world.Space.Insert(driver, PageWorld.Pages(0, 1));
        world.Thread("nested", () =>
        {
            using (world.Space.BeginInvalidate(PageWorld.Page(0), InvalidationEvent.Unmap))
            {
                world.ChangePages(0, 0);
                world.Change(1, 1);
            }

            world.CheckEnded(0, 1);
        });
        world.Thread("fault", () => driver.Fault(0));
        world.Thread("other fault", () => driver.Fault(1));
    }

    private static void InsertAgainDuringFault(Scenario run)
    {
        var world = new PageWorld(run, pages: 1);
        var driver = world.Driver();
        world.Space.Insert(driver, PageWorld.Page(0));
        world.Thread("fault", () => driver.Fault(0));
        world.Thread("remove and insert", () =>
        {
            driver.RemoveAndCheck();
            world.Versions[0]++; // nobody listens: the driver has no shadow
            driver.InsertAgain(PageWorld.Page(0));
            world.CheckEnded(0, 0);
        });
    }

    /// <summary>A driver whose callback is split; it has no shadow, only the count of starts without a finish.</summary>
    private sealed class TwoPassDriver(PageWorld world, string name) : IntervalNotifier
    {
        internal int Unfinished { get; private set; }

        public override string ToString() => name;

        protected override bool OnInvalidateStart(in Invalidation invalidation, out FinishState finish)
        {
            finish = new FinishState(world);
            Interleavings.Point("start");
            Unfinished++;
            return true;
        }

        protected override void OnInvalidateFinish(in Invalidation invalidation, FinishState finish)
        {
            Interleavings.Point("finish");
            Unfinished--;
        }
    }
}
