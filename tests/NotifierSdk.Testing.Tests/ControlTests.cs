using NotifierSdk.Testing.Tests.Drivers;

namespace NotifierSdk.Testing.Tests;

/// <summary>What the explorer controls: every kind of lock, asynchronous faults, cancellation, time-outs, the thread pool.</summary>
public class ControlTests
{
    private static readonly Dictionary<string, Func<PageMemory, IntervalNotifier>> s_drivers = new()
    {
        ["Lock"] = memory => new LockUmem(memory),
        ["object"] = memory => new MonitorUmem(memory),
        ["SemaphoreSlim"] = memory => new SemaphoreUmem(memory),
        ["ReaderWriterLockSlim"] = memory => new ReaderWriterUmem(memory),
        ["a lock of the author's own"] = memory => new PatternUmem(memory),
    };

    public static TheoryData<string> Locks => [.. s_drivers.Keys];

    [Theory]
    [MemberData(nameof(Locks))]
    public void A_generated_driver_is_explored_whatever_its_lock_is(string kind)
    {
        var result = Interleavings.Explore(scenario =>
        {
            var space = scenario.AddressSpace(pages: 1);
            var driver = s_drivers[kind](scenario.Memory(space));
            scenario.Insert(space, driver, firstPage: 0, lastPage: 0);
            scenario.Thread("fault", () => ((IVersions)driver).Fault(scenario.Page(0)));
            scenario.Thread("change", () => scenario.Change(space, 0));
            scenario.Mirrors(driver, page => ((IVersions)driver).VersionAt(scenario.Page(page)));
        });
        Assert.True(result.IsComplete, result.ToString());
        Assert.InRange(result.Interleavings, 10, 1000);
    }

    [Fact]
    public void An_asynchronous_fault_is_explored_with_its_continuations()
    {
        var statuses = new HashSet<FaultStatus>();
        Interleavings.Explore(
            scenario =>
            {
                var space = scenario.AddressSpace(pages: 1);
                var driver = new AsyncUmem(scenario.Memory(space));
                scenario.Insert(space, driver, firstPage: 0, lastPage: 0);
                scenario.Thread("fault", async () => statuses.Add(await driver.FaultAsync(scenario.Page(0))));
                scenario.Thread("change", () => scenario.Change(space, 0));
                scenario.Mirrors(driver, page => driver.VersionAt(scenario.Page(page)));
            },
            new ExplorationOptions { MaxSchedules = 3_000, RandomSchedules = 300 });
        Assert.Equal([FaultStatus.Completed], statuses);
    }

    [Fact]
    public void A_task_that_the_explorer_does_not_control_is_named()
    {
        var failure = Assert.Throws<InterleavingException>(() => Interleavings.Explore(scenario => scenario.Thread("runs a task", async () =>
        {
            var never = new TaskCompletionSource();
            await never.Task;
        })));
        Assert.Equal(Verdict.Deadlock, failure.Exploration.Verdict);
        Assert.Contains("the explorer does not control timers and Task.Run", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wait_that_may_be_cancelled_is_explored_both_ways()
    {
        var outcomes = new HashSet<string>();
        Interleavings.Explore(scenario =>
        {
            var space = scenario.AddressSpace(pages: 1);
            var driver = new Umem(scenario.Memory(space));
            scenario.Insert(space, driver, firstPage: 0, lastPage: 0);
            var token = scenario.Cancellation();
            scenario.Thread("fault", () =>
            {
                try
                {
                    outcomes.Add(driver.Fault(scenario.Page(0), token).ToString());
                }
                catch (OperationCanceledException)
                {
                    outcomes.Add("cancelled");
                }
            });
            scenario.Thread("change", () => scenario.Change(space, 0));
        }, new ExplorationOptions { MaxSchedules = 1_000, RandomSchedules = 200 });
        Assert.Equal(["Completed", "cancelled"], outcomes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_wait_with_a_timeout_is_explored_both_ways()
    {
        var outcomes = new HashSet<string>();
        Interleavings.Explore(scenario =>
        {
            var space = scenario.AddressSpace(pages: 1);
            var driver = new Umem(scenario.Memory(space));
            scenario.Insert(space, driver, firstPage: 0, lastPage: 0);
            scenario.Thread("read", () =>
            {
                try
                {
                    driver.ReadBegin(scenario.Page(0), TimeSpan.FromMilliseconds(1));
                    outcomes.Add("begun");
                }
                catch (FaultException exception)
                {
                    outcomes.Add(exception.Status.ToString());
                }
            });
            scenario.Thread("change", () => scenario.Change(space, 0));
        });
        Assert.Equal([nameof(FaultStatus.TimedOut), "begun"], outcomes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_removal_step_on_the_thread_pool_is_a_thread_of_the_schedule()
    {
        var result = Interleavings.Explore(scenario =>
        {
            var space = scenario.AddressSpace(pages: 1);
            var driver = new Umem(scenario.Memory(space));
            scenario.Insert(space, driver, firstPage: 0, lastPage: 0);
            scenario.Thread("remove", driver.RemoveLater);
            scenario.Thread("change", () => scenario.Change(space, 0));
        });
        Assert.True(result.IsComplete, result.ToString());
    }

    [Theory]
    [InlineData("a check")]
    [InlineData("a check that holds the driver's lock")]
    [InlineData("a check that waits for the end")]
    [InlineData("Dispose")]
    public void The_removal_step_of_a_removal_behind_the_threads_runs_too(string where)
    {
        var (removals, ended) = (0, 0);
        var result = Interleavings.Explore(scenario =>
        {
            var space = scenario.AddressSpace(pages: 1);
            var driver = new RemovedLater(() => ended++);
            scenario.Insert(space, driver, firstPage: 0, lastPage: 0);
            scenario.Thread("change", () => scenario.Change(space, 0));
            removals++;
            scenario.AtEnd(() =>
            {
                if (where == "Dispose")
                    return null;
                if (where == "a check that holds the driver's lock")
                    driver.RemoveUnderLock();
                else
                    driver.RemoveLater();
                if (where == "a check that waits for the end")
                    space.Synchronize();
                return null;
            });
            if (where == "Dispose")
                scenario.Own(driver);
        });
        Assert.Null(result.Failure);
        Assert.Equal(removals, ended);
    }

    [Fact]
    public void A_lock_that_a_thread_from_outside_holds_is_not_taken_and_is_free_when_that_thread_has_released_it()
    {
        var result = Interleavings.Explore(scenario =>
        {
            var gate = new DriverLock();
            var (isHeld, mayRelease) = (new ManualResetEventSlim(), new ManualResetEventSlim());
            var outside = new Thread(() =>
            {
                using (gate.EnterScope())
                {
                    isHeld.Set();
                    mayRelease.Wait();
                }
            })
            {
                IsBackground = true,
            };
            outside.Start();
            isHeld.Wait();
            var isReleased = false;
            scenario.Thread("try", () =>
            {
                if (gate.TryEnter())
                    scenario.Fail("taken from the thread outside");
                mayRelease.Set();
                outside.Join();
                isReleased = true;
                Interleavings.Point("released");
                using (gate.EnterScope())
                {
                }
            });
            scenario.Thread("enter", () =>
            {
                while (!isReleased)
                    Interleavings.Point("not released");
                using (gate.EnterScope())
                {
                }
            });
        });
        Assert.Null(result.Failure);
    }
}
