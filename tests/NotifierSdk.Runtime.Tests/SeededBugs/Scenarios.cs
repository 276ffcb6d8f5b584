using NotifierSdk.Runtime.Tests.Exploration;
using NotifierSdk.Testing;

namespace NotifierSdk.Runtime.Tests.SeededBugs;

/// <summary>The races in which the seeded bugs must be found, and nothing in the runtime as it is.</summary>
internal static class Scenarios
{
    internal static readonly Dictionary<string, Action<Scenario>> All = new()
    {
        ["fault, change"] = FaultAgainstChange,
        ["fault, two changes of other pages"] = FaultAgainstTwoChanges,
        ["two changes in one slot, fault"] = ChangesInOneSlot,
        ["two claims of one slot"] = ClaimsOfOneSlot,
        ["insert, fault, change"] = InsertDuringChange,
        ["insert and then fault, change"] = InsertAndFaultDuringChange,
        ["remove, change"] = RemoveAgainstChange,
        ["remove, fault, change"] = RemoveAgainstFaultAndChange,
        ["remove later, change"] = RemoveLaterAgainstChange,
        ["fault, remove of a driver that keeps nothing"] = FaultAgainstRemove,
        ["fault, remove and insert again"] = InsertAgainDuringFault,
        ["remove later, while a change never ends and a fault waits"] = RemoveWhileAFaultWaits,
        ["fault, release"] = FaultAgainstRelease,
        ["release, while a change never ends and a fault waits"] = ReleaseWhileAFaultWaits,
        ["a refusal half way"] = RefusalHalfWay,
        ["two passes, remove"] = TwoPassesAgainstRemove,
        ["a callback that fails, fault"] = FailureAgainstFault,
        ["grow, fault, change"] = GrowAgainstFault,
        ["shrink, change"] = ShrinkAgainstChange,
        ["shrink, remove"] = ShrinkAgainstRemove,
        ["replace, change"] = ReplaceAgainstChange,
        ["a change that two threads end, fault"] = ChangeThatTwoThreadsEnd,
        ["split in a callback"] = SplitInCallback,
        ["nested scopes"] = NestedScopes,
    };

    internal static Testing.Exploration Explore(string scenario) => Races.Explore(All[scenario]);

    /// <summary>A fault against a change, of a driver with a mistake.</summary>
    internal static Testing.Exploration Explore(AuthorMistake mistake) => Races.Explore(run => FaultAgainstChange(run, mistake));

    /// <summary>The same for a context of its own: hands back what every context knows the type of.</summary>
    internal static object?[] ExploreForOthers(string scenario)
    {
        var found = Explore(scenario);
        return [found.Verdict?.ToString(), found.Failure, found.Strategy, found.Schedules, found.ToString()];
    }

    private static void FaultAgainstChange(Scenario run) => FaultAgainstChange(run, AuthorMistake.None);

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

    private static void InsertAndFaultDuringChange(Scenario run)
    {
        var world = new PageWorld(run, pages: 1);
        var driver = world.Driver();
        world.Thread("insert and then fault", () =>
        {
            world.Space.Insert(driver, PageWorld.Page(0));
            driver.Fault(0);
        });
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

    internal static object?[] StressForOthers(string scenario, TimeSpan limit)
    {
        var (failure, rounds) = Stress.Run(All[scenario], limit);
        return [failure, rounds];
    }

    private static void FaultAgainstChange(Scenario run, AuthorMistake mistake)
    {
        var world = new PageWorld(run, pages: 1);
        var driver = world.Driver(mistake: mistake);
        world.Space.Insert(driver, PageWorld.Page(0));
        world.Thread("fault", () => driver.Fault(0));
        world.Thread("change", () => world.Change(0, 0));
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
        run.AtEnd(() => driver.RemovedCalls == 1 ? null : $"OnRemoved was called {driver.RemovedCalls} times");
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
        world.Thread("fault", () => driver.Fault(0));
        world.Thread("nested", () =>
        {
            using (world.Space.BeginInvalidate(PageWorld.Page(0), InvalidationEvent.Unmap))
            {
                world.Change(1, 1);
                world.ChangePages(0, 0);
            }

            world.CheckEnded(0, 1);
        });
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

    private static void FaultAgainstRemove(Scenario run)
    {
        var world = new PageWorld(run, pages: 1);
        // Its shadow is dropped without the lock, so a commit is a step of its own.
        var driver = world.Driver(handsOver: true, beforeCommit: () => Interleavings.Point("commit"));
        world.Space.Insert(driver, PageWorld.Page(0));
        world.Thread("fault", () => driver.Fault(0));
        world.Thread("remove", driver.RemoveAndDrop);
    }

    private static void ReleaseWhileAFaultWaits(Scenario run)
    {
        var world = new PageWorld(run, pages: 1);
        var driver = world.Driver();
        world.Space.Insert(driver, PageWorld.Page(0));
        world.Space.BeginInvalidate(PageWorld.Page(0), InvalidationEvent.Unmap).Detach();
        world.Thread("fault", () => driver.Fault(0));
        world.Thread("release", world.Space.Dispose);
    }

    private static void RemoveWhileAFaultWaits(Scenario run)
    {
        var world = new PageWorld(run, pages: 1);
        var driver = world.Driver();
        world.Space.Insert(driver, PageWorld.Page(0));
        world.Space.BeginInvalidate(PageWorld.Page(0), InvalidationEvent.Unmap).Detach();
        world.Thread("fault", () => driver.Fault(0));
        world.Thread("remove", driver.RemoveLater);
    }

    private static void ChangesInOneSlot(Scenario run)
    {
        var world = new PageWorld(run, pages: 1);
        var driver = world.Driver();
        world.Space.Insert(driver, PageWorld.Page(0));
        world.Thread("change", () => world.Change(0, 0));
        world.Thread("fault", () => driver.Fault(0));
        world.Thread("change in the same slot", () => world.Change(0, 0));
    }

    private static void ClaimsOfOneSlot(Scenario run)
    {
        var world = new PageWorld(run, pages: 1);
        var driver = world.Driver();
        world.Space.Insert(driver, PageWorld.Page(0));
        world.Thread("change", () => world.Change(0, 0));
        world.Thread("nothing", static () => { }); // every other thread has a slot of its own
        world.Thread("change in the same slot", () => world.Change(0, 0));
        run.AtEnd(() => driver.CurrentRegistration!.Hits == 0 ? null : $"{driver.CurrentRegistration.Hits} hits were not given back");
    }

    private static void FailureAgainstFault(Scenario run)
    {
        var world = new PageWorld(run, pages: 1) { ExpectsErrors = true };
        var driver = world.Driver(inCallback: invalidation =>
        {
            if (invalidation.Event != InvalidationEvent.Removed)
                throw new NotSupportedException("by the author");
        });
        world.Space.Insert(driver, PageWorld.Page(0));
        world.Thread("fault", () =>
        {
            try
            {
                driver.Fault(0);
            }
            catch (InvalidOperationException)
            {
                // the notifier has failed
            }
        });
        world.Thread("change", () =>
        {
            using (world.Space.BeginInvalidate(PageWorld.Page(0), InvalidationEvent.Unmap, null, InvalidationSource.CannotVeto))
                driver.Shadow[0] = 0; // whose driver has failed drops the shadow himself
        });
        run.AtEnd(() => driver.Shadow[0] == 0 ? null : "a notifier that has failed has committed");
    }

    private static void ShrinkAgainstRemove(Scenario run)
    {
        var world = new PageWorld(run, pages: 2);
        var driver = world.Driver();
        driver.Shadow[1] = 1;
        world.Space.Insert(driver, PageWorld.Pages(0, 1));
        world.Thread("shrink", () =>
        {
            using (driver.Gate.EnterScope())
            {
                try
                {
                    world.Space.Apply(new NotifierBatch().Update(driver, PageWorld.Pages(0, 1), PageWorld.Page(0)));
                }
                catch (InvalidOperationException)
                {
                    // the removal was faster
                }
            }
        });
        world.Thread("remove", driver.RemoveAndCheck);
    }

    private static void ChangeThatTwoThreadsEnd(Scenario run)
    {
        var world = new PageWorld(run, pages: 1);
        var driver = world.Driver();
        world.Space.Insert(driver, PageWorld.Page(0));
        var open = world.Space.BeginInvalidate(PageWorld.Page(0), InvalidationEvent.Unmap).Detach();
        world.Versions[0]++;
        var ends = 0;
        for (var index = 0; index < 2; index++)
        {
            world.Thread("end", () =>
            {
                try
                {
                    open.End();
                    Interlocked.Increment(ref ends);
                }
                catch (InvalidOperationException)
                {
                    // the other one was faster
                }
            });
        }

        world.Thread("fault", () => driver.Fault(0));
        run.AtEnd(() => (ends, driver.CurrentRegistration!.Hits) == (1, 0) ? null : $"it was ended {ends} times, and holds {driver.CurrentRegistration.Hits} hits");
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
