using NotifierSdk.Runtime.Tests.Exploration;
using NotifierSdk.Testing;

namespace NotifierSdk.Runtime.Tests.Engine;

/// <summary>Races of two and three threads, of removals, releases, refusals and failures, explored.</summary>
public class RaceTests
{
    private static readonly AddressRange s_page = PageWorld.Page(0);

    private static readonly Dictionary<string, Action<Scenario>> s_scenarios = new()
    {
        ["fault, change and remove"] = run =>
        {
            var (world, driver) = Inserted(run);
            world.Thread("fault", () => driver.Fault(0));
            world.Thread("change", () => world.Change(0, 0));
            world.Thread("remove", driver.RemoveAndCheck);
        },
        ["two changes and a fault"] = run =>
        {
            var (world, driver) = Inserted(run);
            world.Thread("fault", () => driver.Fault(0));
            world.Thread("change", () => world.Change(0, 0));
            world.Thread("change too", () => world.Change(0, 0));
        },
        ["remove later in a callback, a second change, and a fault"] = run =>
        {
            var world = new PageWorld(run, pages: 1);
            PageDriver driver = null!;
            driver = new PageDriver(world, "driver")
            {
                Gate = new DriverLock(),
                Shadow = new int[1],
                InCallback = _ =>
                {
                    if (!driver.IsInserted)
                        return;
                    try
                    {
                        driver.RemoveLater();
                    }
                    catch (InvalidOperationException)
                    {
                        // the other change was faster
                    }
                },
            };
            world.Space.Insert(driver, s_page);
            world.Thread("fault", () => driver.Fault(0));
            world.Thread("change", () => world.Change(0, 0));
            world.Thread("change too", () => world.Change(0, 0));
            EndsRemovedOnce(run, driver);
        },
        ["insert in a callback, and a fault of the new one"] = run =>
        {
            var world = new PageWorld(run, pages: 1);
            var late = world.Driver("late");
            var isFirst = true;
            var old = new PageDriver(world, "old")
            {
                Gate = new DriverLock(),
                Shadow = new int[1],
                InCallback = _ =>
                {
                    if (isFirst)
                    {
                        isFirst = false;
                        world.Space.Insert(late, s_page);
                    }
                },
            };
            world.Space.Insert(old, s_page);
            world.Thread("fault", () => late.Fault(0));
            world.Thread("change", () => world.Change(0, 0));
            world.Thread("change too", () => world.Change(0, 0));
        },
        ["nested changes, ended out of order"] = run =>
        {
            var (world, driver) = Inserted(run);
            world.Thread("fault", () => driver.Fault(0));
            world.Thread("change", () =>
            {
                var outer = world.Space.BeginInvalidate(s_page, InvalidationEvent.Unmap);
                var inner = world.Space.BeginInvalidate(s_page, InvalidationEvent.Unmap);
                world.ChangePages(0, 0);
                outer.Dispose();
                world.ChangePages(0, 0);
                inner.Dispose();
                outer.Dispose();
                world.CheckEnded(0, 0);
            });
        },
        ["more changes than slots, an insert and a fault"] = run =>
        {
            var world = new PageWorld(run, pages: 1);
            var driver = world.Driver();
            var open = Enumerable.Range(0, 2 * Environment.ProcessorCount).Select(_ => world.Space.BeginInvalidate(PageWorld.Page(9), InvalidationEvent.Unmap).Detach()).ToList();
            world.Thread("insert", () => world.Space.Insert(driver, s_page));
            world.Thread("fault", () => driver.Fault(0));
            world.Thread("change", () => world.Change(0, 0));
            world.Thread("end", () => open[0].End());
        },
        ["a slot used again between two looks of an insert"] = run =>
        {
            var world = new PageWorld(run, pages: 1);
            var driver = world.Driver();
            world.Thread("insert", () =>
            {
                world.Space.Insert(driver, s_page);
                driver.Fault(0);
            });
            world.Thread("change", () =>
            {
                world.Change(0, 0);
                world.Change(0, 0);
            });
        },
        ["two removes and a change"] = run =>
        {
            var (world, driver) = Inserted(run);
            for (var index = 0; index < 2; index++)
            {
                world.Thread("remove", () =>
                {
                    try
                    {
                        driver.Remove();
                        if (driver.RemovedCalls != 1)
                            world.Fail("Remove returned before OnRemoved");
                    }
                    catch (InvalidOperationException)
                    {
                        // the other one returned
                    }
                });
            }

            world.Thread("change", () => world.Change(0, 0));
            EndsRemovedOnce(run, driver);
        },
        ["remove with a timeout, and again"] = run =>
        {
            var (world, driver) = Inserted(run);
            world.Thread("remove", () =>
            {
                try
                {
                    driver.Remove(TimeSpan.FromHours(1));
                }
                catch (TimeoutException)
                {
                    driver.Remove();
                }

                if (driver.RemovedCalls != 1)
                    world.Fail("Remove returned before OnRemoved");
            });
            world.Thread("change", () => world.Change(0, 0));
            EndsRemovedOnce(run, driver);
        },
        ["remove after remove later"] = run =>
        {
            var (world, driver) = Inserted(run);
            world.Thread("remove", () =>
            {
                driver.RemoveLater();
                driver.Remove();
                if (driver.RemovedCalls != 1)
                    world.Fail("Remove returned before OnRemoved");
            });
            world.Thread("change", () => world.Change(0, 0));
            EndsRemovedOnce(run, driver);
        },
        ["remove later, remove, and a remove in OnRemoved"] = run =>
        {
            var world = new PageWorld(run, pages: 1);
            PageDriver driver = null!;
            driver = new PageDriver(world, "driver")
            {
                Gate = new DriverLock(),
                Shadow = new int[1],
                InOnRemoved = () =>
                {
                    try
                    {
                        driver.Remove(); // if it is not refused, it waits for itself
                        world.Fail("Remove in OnRemoved returned");
                    }
                    catch (InvalidOperationException)
                    {
                    }
                },
            };
            world.Space.Insert(driver, s_page);
            world.Thread("remove later", () =>
            {
                try
                {
                    driver.RemoveLater();
                }
                catch (InvalidOperationException)
                {
                    // the other thread's Remove returned
                }
            });
            world.Thread("remove", driver.Remove);
            EndsRemovedOnce(run, driver);
        },
        ["release, insert and fault"] = run =>
        {
            var world = new PageWorld(run, pages: 1);
            var driver = world.Driver();
            world.Thread("insert", () =>
            {
                try
                {
                    world.Space.Insert(driver, s_page);
                    driver.Fault(0);
                }
                catch (ObjectDisposedException)
                {
                }
            });
            world.Thread("fault", () => driver.Fault(0));
            world.Thread("release", () =>
            {
                world.Space.Dispose();
                world.IsReleaseEnded = true;
                if (driver.Shadow[0] != 0)
                    world.Fail("mirrored after the release");
            });
        },
        ["release, while a change never ends and a fault waits"] = run =>
        {
            var (world, driver) = Inserted(run);
            world.Space.BeginInvalidate(s_page, InvalidationEvent.Unmap).Detach();
            world.Thread("fault", () => Expect(world, FaultStatus.Released, driver.Fault(0)));
            world.Thread("release", () => world.Space.Dispose());
        },
        ["remove later, while a change never ends and a fault waits"] = run =>
        {
            var (world, driver) = Inserted(run);
            world.Space.BeginInvalidate(s_page, InvalidationEvent.Unmap).Detach();
            world.Thread("fault", () => Expect(world, FaultStatus.Removed, driver.Fault(0)));
            world.Thread("remove", driver.RemoveLater);
        },
        ["remove, while a change that it was born during never ends"] = run =>
        {
            var world = new PageWorld(run, pages: 1);
            var driver = world.Driver();
            world.Space.BeginInvalidate(s_page, InvalidationEvent.Unmap).Detach();
            world.Space.Insert(driver, s_page);
            world.Thread("fault", () => Expect(world, FaultStatus.Removed, driver.Fault(0)));
            world.Thread("remove", driver.RemoveAndCheck);
        },
        ["a refused change and a remove"] = run =>
        {
            var (world, first) = Inserted(run);
            var second = world.Driver("second");
            world.Space.Insert(second, s_page);
            world.Thread("remove", second.RemoveAndCheck);
            world.Thread("fault", () => second.Fault(0));
            world.Thread("change", () =>
            {
                if (world.Space.TryBeginInvalidate(s_page, InvalidationEvent.Unmap, out var scope))
                    scope.Dispose();
            });
        },
        ["a change that fails, a fault and a remove"] = run =>
        {
            var (world, driver) = Inserted(run);
            var failing = new PageDriver(world, "failing")
            {
                Gate = new DriverLock(),
                Shadow = new int[1],
                InCallback = invalidation =>
                {
                    if (invalidation.Event != InvalidationEvent.Removed)
                        throw new NotSupportedException();
                },
            };
            world.Space.Insert(failing, s_page);
            world.Thread("fault", () => driver.Fault(0));
            world.Thread("remove", failing.RemoveAndCheck);
            world.Thread("change", () =>
            {
                try
                {
                    world.Change(0, 0);
                }
                catch (AggregateException)
                {
                }
            });
        },
        ["a failed notifier: a reader that waits is told"] = run =>
        {
            var world = new PageWorld(run, pages: 1) { ExpectsErrors = true };
            var failing = new PageDriver(world, "failing") { Gate = new DriverLock(), Shadow = new int[1], InCallback = _ => throw new NotSupportedException() };
            world.Space.Insert(failing, s_page);
            world.Space.BeginInvalidate(s_page, InvalidationEvent.Unmap, null, InvalidationSource.CannotVeto).Detach();
            world.Thread("fault", () =>
            {
                try
                {
                    failing.Fault(0);
                    world.Fail("ReadBegin of a failed notifier did not throw");
                }
                catch (InvalidOperationException)
                {
                }
            });
        },
        ["detached, ended by another thread"] = run =>
        {
            var (world, driver) = Inserted(run);
            OpenInvalidation? open = null;
            world.Thread("begin", () =>
            {
                var detached = world.Space.BeginInvalidate(s_page, InvalidationEvent.Unmap).Detach();
                world.ChangePages(0, 0);
                open = detached;
            });
            world.Thread("end", () =>
            {
                Interleavings.Point("look");
                open?.End();
            });
            world.Thread("read", () =>
            {
                try
                {
                    driver.ReadBegin(TimeSpan.FromHours(1));
                }
                catch (FaultException exception) when (exception.Status == FaultStatus.TimedOut)
                {
                    // at any moment of the wait, as far as an explorer without clocks knows
                }
            });
            run.AtEnd(() => open is { IsOpen: true } left ? End(left) : null);
        },
    };

    public static TheoryData<string> Names => [.. s_scenarios.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Nothing_is_found(string name)
    {
        var found = Races.Explore(s_scenarios[name], maxRuns: 3_000, randomRuns: 500);
        TestContext.Current.TestOutputHelper?.WriteLine(found.ToString());
        Assert.True(found.Failure is null, found.ToString());
    }

    private static string? End(OpenInvalidation open)
    {
        open.End();
        return null;
    }

    private static (PageWorld World, PageDriver Driver) Inserted(Scenario run)
    {
        var world = new PageWorld(run, pages: 1);
        var driver = world.Driver();
        world.Space.Insert(driver, s_page);
        return (world, driver);
    }

    private static void EndsRemovedOnce(Scenario run, PageDriver driver)
    {
        run.AtEnd(() => driver.RemovedCalls != 1 ? $"OnRemoved was called {driver.RemovedCalls} times" : null);
    }

    private static void Expect(PageWorld world, FaultStatus expected, FaultStatus status)
    {
        if (status != expected)
            world.Fail($"the fault ended with {status}, not {expected}");
    }
}
