using NotifierSdk.Testing.Scheduling;
using NotifierSdk.Testing;
namespace NotifierSdk.Runtime.Tests.Exploration;

/// <summary>The explorer itself: it meets every interleaving, replays what it says, and hides no failure.</summary>
public class ExplorerTests
{
    private static readonly AddressRange s_page = PageWorld.Page(0);

    [Fact]
    public void An_exception_in_a_callback_of_a_scenario_is_a_failure_of_the_run()
    {
        var found = Races.Explore(
            run =>
            {
                var world = new PageWorld(run, pages: 1);
                var driver = new PageDriver(world, "driver") { Gate = new DriverLock(), Shadow = new int[1], InCallback = _ => Assert.Fail("an assertion in the callback") };
                world.Space.Insert(driver, s_page);
                world.Thread("release", world.Space.Dispose);
            },
            maxRuns: 10,
            randomRuns: 0);
        Assert.NotNull(found.Failure);
    }

    [Fact]
    public void Replaying_a_schedule_meets_the_same_steps_from_the_first_run_on()
    {
        var steps = new List<int>();
        for (var index = 0; index < 3; index++)
        {
            var run = Run((_, _) => 0, scenario =>
            {
                var world = new PageWorld(scenario, pages: 1);
                world.Thread("change", () => world.Change(0, 0));
                world.Thread("change too", () => world.Change(0, 0));
            });
            steps.Add(run.Decisions.Count);
        }

        Assert.Equal([steps[2], steps[2], steps[2]], steps);
    }

    [Fact]
    public void A_run_that_is_over_unwinds()
    {
        // inserter: swapped the tree, not yet scanned. changer: in the callback of another notifier, with the new one still to come in its walk.
        for (var inserterSteps = 1; inserterSteps < 14; inserterSteps++)
        {
            for (var changerSteps = 1; changerSteps < 14; changerSteps++)
            {
                var (first, second) = (inserterSteps, changerSteps);
                var run = Run((enabled, step) => PlaceOf(enabled, step < first ? 0 : step < first + second ? 1 : 2), scenario =>
                {
                    var world = new PageWorld(scenario, pages: 1);
                    var old = world.Driver("old");
                    var late = world.Driver("late");
                    world.Space.Insert(old, s_page);
                    world.Thread("insert", () => world.Space.Insert(late, s_page));
                    world.Thread("change", () => world.Change(0, 0));
                    world.Thread("fail", () =>
                    {
                        Interleavings.Point("fail");
                        world.Fail("the failure that the run must report");
                    });
                });
                Assert.Equal("the failure that the run must report", run.Failure);
            }
        }

        static int PlaceOf(IReadOnlyList<ScheduledThread> enabled, int thread)
        {
            for (var place = 0; place < enabled.Count; place++)
            {
                if (enabled[place].Index == thread)
                    return place;
            }

            return 0;
        }
    }

    [Fact]
    public void Without_a_bound_the_explorer_meets_every_interleaving()
    {
        var seen = new HashSet<string>();
        Races.Explore(
            run =>
            {
                var order = new List<char>();
                for (var index = 0; index < 3; index++)
                {
                    var name = (char)('a' + index);
                    run.Thread(name.ToString(), () =>
                    {
                        order.Add(name);
                        for (var step = 0; step < 2; step++)
                        {
                            Interleavings.Point("step");
                            order.Add(name);
                        }
                    });
                }

                run.AtEnd(() =>
                {
                    seen.Add(string.Concat(order));
                    return null;
                });
            },
            maxPreemptions: 6,
            maxRuns: 100_000,
            randomRuns: 0,
            isExhaustive: false);
        Assert.Equal(1680, seen.Count); // 9! / (3! 3! 3!)
    }

    private static Run Run(Func<IReadOnlyList<ScheduledThread>, int, int> choose, Action<Scenario> scenario)
    {
        using var workers = new WorkerPool();
        var run = new Run(new ExplorationOptions(), workers, new Words(), number: 1, new ChosenBy(choose));
        run.SetUp(scenario);
        run.Execute();
        return run;
    }
}
