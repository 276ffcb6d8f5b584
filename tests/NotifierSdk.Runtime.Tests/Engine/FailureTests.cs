using NotifierSdk.Runtime.Tests.Exploration;
using NotifierSdk.Seam;
using NotifierSdk.Testing;
using NotifierSdk.Waiting;

namespace NotifierSdk.Runtime.Tests.Engine;

/// <summary>What holds at the edges: inserts that fail, handlers and drivers that throw, timeouts.</summary>
public class FailureTests
{
    private static readonly AddressRange s_page = PageWorld.Page(0);

    [Fact]
    public void Remove_later_beside_an_insert_either_succeeds_or_changes_nothing()
    {
        var found = Races.Explore(run =>
        {
            var world = new PageWorld(run, pages: 1);
            var driver = world.Driver();
            world.Thread("insert", () => world.Space.Insert(driver, s_page));
            world.Thread("remove", () =>
            {
                try
                {
                    driver.RemoveLater();
                }
                catch (InvalidOperationException)
                {
                    // not inserted yet: legal
                }
            });
        });
        Assert.True(found.Failure is null, found.ToString());
    }

    [Fact]
    public void A_remove_refused_beside_an_insert_leaves_the_notifier_usable()
    {
        var found = Races.Explore(run =>
        {
            var world = new PageWorld(run, pages: 1);
            var driver = world.Driver();
            world.Thread("insert", () =>
            {
                world.Space.Insert(driver, s_page);
                driver.Fault(0);
            });
            world.Thread("remove", () =>
            {
                try
                {
                    driver.RemoveLater();
                }
                catch (Exception exception) when (exception is InvalidOperationException or KeyNotFoundException)
                {
                    // refused: the insert must be as if this had not been called
                }
            });
        });
        Assert.True(found.Failure is null, found.ToString());
    }

    [Fact]
    public void A_remove_beside_an_insert_that_fails_removes_nothing()
    {
        var found = Races.Explore(run =>
        {
            var world = new PageWorld(run, pages: 1);
            var driver = world.Driver();
            world.Space.Dispose();
            world.Thread("insert", () =>
            {
                try
                {
                    world.Space.Insert(driver, s_page);
                }
                catch (ObjectDisposedException)
                {
                }
            });
            world.Thread("remove", () =>
            {
                try
                {
                    driver.Remove();
                    world.Fail("Remove succeeded, and no insert ever did");
                }
                catch (Exception exception) when (exception is InvalidOperationException or KeyNotFoundException)
                {
                }

                if (driver.RemovedCalls != 0)
                    world.Fail("OnRemoved of a registration that never was");
            });
        });
        Assert.True(found.Failure is null, found.ToString());
    }

    [Fact]
    public void A_notifier_whose_insert_fails_is_never_inserted_in_between()
    {
        var found = Races.Explore(run =>
        {
            var world = new PageWorld(run, pages: 1);
            var driver = world.Driver();
            world.Space.Dispose();
            world.Thread("insert", () => Assert.Throws<ObjectDisposedException>(() => world.Space.Insert(driver, s_page)));
            world.Thread("look", () =>
            {
                if (driver.IsInserted)
                    world.Fail("IsInserted, though no insert succeeded");
            });
        });
        Assert.True(found.Failure is null, found.ToString());
    }

    [Fact]
    public void Two_inserts_of_one_notifier_that_both_fail_say_why()
    {
        var found = Races.Explore(run =>
        {
            var world = new PageWorld(run, pages: 1);
            var driver = world.Driver();
            world.Space.Dispose();
            for (var index = 0; index < 2; index++)
            {
                world.Thread("insert", () =>
                {
                    try
                    {
                        world.Space.Insert(driver, s_page);
                    }
                    catch (InvalidOperationException) // ObjectDisposedException is one
                    {
                    }
                });
            }
        });
        Assert.True(found.Failure is null, found.ToString());
    }

    [Fact]
    public void An_error_handler_that_throws_leaves_no_invalidation_open()
    {
        var space = new AddressSpace();
        var driver = new FunctionDriver(_ => false);
        space.Insert(driver, s_page);
        space.Error += (_, _) => throw new NotSupportedException("a handler that breaks its contract");
        space.BeginInvalidate(s_page, InvalidationEvent.Unmap).Dispose();
        // Nothing is open that anybody could end, so nothing may hold the notifier.
        driver.ReadBegin(TimeSpan.FromMilliseconds(200));
    }

    [Fact]
    public void A_notifier_whose_ToString_throws_leaves_no_invalidation_open()
    {
        var space = new AddressSpace();
        var driver = new FunctionDriver(_ => throw new InvalidOperationException("the callback")) { Text = () => throw new NotSupportedException("ToString") };
        space.Insert(driver, s_page);
        Assert.ThrowsAny<Exception>(() => space.BeginInvalidate(s_page, InvalidationEvent.Unmap).Dispose());
        driver.ReadBegin(TimeSpan.FromMilliseconds(200));
    }

    [Fact]
    public void A_release_reaches_every_notifier_even_if_an_error_handler_throws()
    {
        var space = new AddressSpace();
        var isCalled = false;
        var first = new FunctionDriver(_ => throw new InvalidOperationException("the callback"));
        var second = new FunctionDriver(_ => isCalled = true);
        space.Insert(first, s_page);
        space.Insert(second, s_page);
        space.Error += (_, error) => ((IntervalNotifier)error.Notifier).Remove(); // what a handler is likely to do with a notifier that has failed
        space.Dispose();
        Assert.True(isCalled, "the second notifier never got its release");
    }

    [Fact]
    public void Remove_in_an_error_handler_throws_where_it_would_wait_for_itself()
    {
        using var space = new AddressSpace();
        var driver = new FunctionDriver(_ => false);
        space.Insert(driver, s_page);
        Exception? thrown = null;
        space.Error += (_, error) => thrown = Record.Exception(() => ((IntervalNotifier)error.Notifier!).Remove(TimeSpan.FromMilliseconds(200), CancellationToken.None));
        space.BeginInvalidate(s_page, InvalidationEvent.Unmap).Dispose();
        Assert.IsType<InvalidOperationException>(thrown);
    }

    [Fact]
    public void An_error_handler_that_throws_does_not_end_the_process()
    {
        var found = Races.Explore(run =>
        {
            var world = new PageWorld(run, pages: 1) { ExpectsErrors = true };
            var driver = new FunctionDriver(_ => true) { Removed = () => throw new InvalidOperationException("OnRemoved") };
            world.Space.Error += (_, _) => throw new NotSupportedException("a handler that breaks its contract");
            world.Space.Insert(driver, s_page);
            world.Thread("remove", driver.RemoveLater);
        });
        Assert.True(found.Failure is null, found.ToString());
    }

    [Fact]
    public void Nothing_is_committed_once_begin_returned_over_a_notifier_that_failed()
    {
        var found = Races.Explore(run =>
        {
            var world = new PageWorld(run, pages: 1) { ExpectsErrors = true };
            var driver = new FailingDriver();
            world.Space.Insert(driver, s_page);
            world.Thread("fault", () =>
            {
                ReadToken token;
                try
                {
                    token = driver.ReadBegin();
                }
                catch (InvalidOperationException)
                {
                    return; // it has failed already
                }

                using (driver.Gate.EnterScope())
                {
                    if (!driver.ReadRetry(token) && driver.IsBegun)
                        world.Fail("a commit after begin returned");
                }
            });
            world.Thread("change", () =>
            {
                using (world.Space.BeginInvalidate(s_page, InvalidationEvent.Unmap, null, InvalidationSource.CannotVeto))
                    driver.IsBegun = true;
            });
        });
        Assert.True(found.Failure is null, found.ToString());
    }

    [Fact]
    public void What_runs_can_be_described_while_it_changes()
    {
        using var space = new AddressSpace();
        var isOver = false;
        var low = AddressRange.FromBounds(0, 0);
        var high = AddressRange.FromBounds(100, 100);
        var thread = new Thread(() =>
        {
            while (!Volatile.Read(ref isOver))
            {
                space.BeginInvalidate(low, InvalidationEvent.Unmap).Dispose();
                space.BeginInvalidate(high, InvalidationEvent.Unmap).Dispose();
            }
        });
        thread.Start();
        var wrong = 0;
        Exception? thrown = null;
        for (var look = 0; look < 300_000 && thrown is null && wrong == 0; look++)
        {
            try
            {
                if (space.DescribeRunning(low).Contains("0x64", StringComparison.Ordinal))
                    wrong++;
            }
            catch (ArgumentException exception)
            {
                thrown = exception;
            }
        }

        Volatile.Write(ref isOver, true);
        thread.Join();
        Assert.True(thrown is null && wrong == 0, $"named a range that does not overlap {wrong} times; threw {thrown}");
    }

    [Fact]
    public void The_time_out_of_a_read_names_what_still_runs()
    {
        using var space = new AddressSpace();
        var driver = new FunctionDriver(_ => true);
        space.Insert(driver, s_page);
        var open = space.BeginInvalidate(s_page, InvalidationEvent.Unmap).Detach();
        var exception = Assert.Throws<FaultException>(() => driver.ReadBegin(TimeSpan.FromMilliseconds(20), CancellationToken.None));
        open.End();
        Assert.Contains(s_page.ToString(), exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Remove_keeps_to_its_timeout_while_a_commit_holds_the_driver_lock()
    {
        using var space = new AddressSpace();
        var driver = new FailingDriver();
        space.Insert(driver, s_page);
        using var isHeld = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        var commit = new Thread(() =>
        {
            using (driver.Gate.EnterScope())
            {
                isHeld.Set();
                release.Wait();
            }
        });
        commit.Start();
        isHeld.Wait();
        var remove = OwnThread.Run(() => Record.Exception(() => driver.Remove(TimeSpan.FromMilliseconds(50), CancellationToken.None)));
        try
        {
            Assert.IsType<TimeoutException>(await remove.WaitAsync(TimeSpan.FromSeconds(30)));
        }
        finally
        {
            release.Set();
            commit.Join();
        }
    }

    private sealed class FunctionDriver(Func<Invalidation, bool> callback) : IntervalNotifier
    {
        internal Func<string>? Text { get; init; }

        internal Action? Removed { get; init; }

        protected override void OnRemoved() => Removed?.Invoke();

        public override string ToString() => Text?.Invoke() ?? "driver";

        protected override bool OnInvalidate(in Invalidation invalidation)
        {
            SetSeq(invalidation.Sequence);
            return callback(invalidation);
        }
    }

    /// <summary>Throws in its callback before it does anything.</summary>
    private sealed class FailingDriver : IntervalNotifier
    {
        internal DriverLock Gate { get; } = new();

        internal bool IsBegun { get; set; }

        public override string ToString() => "failing";

        protected override bool OnInvalidate(in Invalidation invalidation) => throw new NotSupportedException("the driver's own bug");

        protected override void WaitForCommits()
        {
            using (Gate.EnterScope())
            {
            }
        }
    }
}
