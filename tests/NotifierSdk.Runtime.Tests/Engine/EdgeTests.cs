using System.Diagnostics.Metrics;
using NotifierSdk.Runtime.Tests.Exploration;
using NotifierSdk.Runtime.Tests.Telemetry;
using NotifierSdk.Seam;
using NotifierSdk.Testing;
using NotifierSdk.Waiting;

namespace NotifierSdk.Runtime.Tests.Engine;

/// <summary>What holds at the edges of batches, range notifiers and scopes: refused, failed, released, and called from where one should not.</summary>
[Collection(nameof(TelemetryCollection))] // one test listens to the meter, which adds steps to what other tests explore
public class EdgeTests
{
    private static readonly AddressRange s_page = PageWorld.Page(0);
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(300);

    [Fact]
    public void Remove_throws_inside_a_scope_that_holds_the_notifier_at_its_former_range()
    {
        using var space = new AddressSpace();
        var driver = new Driver();
        driver.Callback = () => space.Apply(new NotifierBatch().Update(driver, PageWorld.Pages(0, 9), PageWorld.Pages(0, 3)));
        space.Insert(driver, PageWorld.Pages(0, 9));
        using (space.BeginInvalidate(PageWorld.Pages(4, 9), InvalidationEvent.Unmap))
            Assert.Throws<InvalidOperationException>(() => driver.Remove(s_short));
    }

    [Fact]
    public void Read_begin_of_another_range_than_the_scopes_waits_for_nothing_although_that_holds_the_notifier()
    {
        using var space = new AddressSpace();
        var driver = new Driver();
        driver.Callback = () => space.Apply(new NotifierBatch().Update(driver, PageWorld.Pages(0, 9), PageWorld.Pages(0, 3)));
        space.Insert(driver, PageWorld.Pages(0, 9));
        using (space.BeginInvalidate(PageWorld.Pages(4, 9), InvalidationEvent.Unmap))
            Assert.False(driver.ReadRetry(driver.ReadBegin(s_short)));
    }

    [Fact]
    public void Read_begin_of_another_range_than_the_scopes_waits_for_nothing_although_an_earlier_range_was_born_during_it()
    {
        using var space = new AddressSpace();
        var driver = new Driver();
        using (space.BeginInvalidate(PageWorld.Page(5), InvalidationEvent.Unmap))
        {
            space.Insert(driver, PageWorld.Page(5));
            space.Apply(new NotifierBatch().Update(driver, PageWorld.Page(5), PageWorld.Page(7)));
            Assert.False(driver.ReadRetry(driver.ReadBegin(s_short)));
        }
    }

    [Fact]
    public void Dispose_returns_after_a_release_that_unregister_runs() => AssertNothingIsFound(run =>
    {
        var world = new PageWorld(run, pages: 1);
        var subscriber = new Subscriber();
        var isReleased = false;
        subscriber.Releasing = () =>
        {
            Interleavings.Point("releasing");
            isReleased = true;
        };
        world.Space.Register(subscriber);
        world.Thread("unregister", () => world.Space.Unregister(subscriber));
        world.Thread("dispose", () =>
        {
            world.Space.Dispose();
            if (!isReleased)
                world.Fail("Dispose returned while Release was running");
        });
    });

    [Fact]
    public async Task An_error_handler_may_unregister_whose_release_threw()
    {
        var space = new AddressSpace();
        var subscriber = new Subscriber { Releasing = () => throw new NotSupportedException("release") };
        space.Register(subscriber);
        space.Error += (_, _) => Record.Exception(() => space.Unregister(subscriber));
        var dispose = OwnThread.Run(space.Dispose);
        await dispose.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void Unregister_beside_register_succeeds_or_changes_nothing() => AssertNothingIsFound(run =>
    {
        var world = new PageWorld(run, pages: 1);
        var subscriber = new Subscriber();
        world.Thread("register", () => world.Space.Register(subscriber));
        world.Thread("unregister", () =>
        {
            try
            {
                world.Space.Unregister(subscriber);
            }
            catch (InvalidOperationException)
            {
            }
        });
    });

    [Fact]
    public void A_subscriber_whose_register_fails_is_never_registered_or_released() => AssertNothingIsFound(run =>
    {
        var world = new PageWorld(run, pages: 1);
        var subscriber = new Subscriber { Releasing = () => world.Fail("Release of a subscriber that never was registered") };
        world.Space.Dispose();
        world.Thread("register", () => Record.Exception(() => world.Space.Register(subscriber)));
        world.Thread("unregister", () =>
        {
            try
            {
                world.Space.Unregister(subscriber);
            }
            catch (InvalidOperationException)
            {
            }
        });
    });

    [Fact]
    public void Two_registers_that_both_fail_say_why() => AssertNothingIsFound(run =>
    {
        var world = new PageWorld(run, pages: 1);
        var subscriber = new Subscriber();
        world.Space.Dispose();
        for (var index = 0; index < 2; index++)
        {
            world.Thread("register", () =>
            {
                try
                {
                    world.Space.Register(subscriber);
                }
                catch (InvalidOperationException)
                {
                }
            });
        }
    });

    [Fact]
    public void A_notifier_of_a_refused_batch_is_never_inserted_in_between() => AssertNothingIsFound(run =>
    {
        var world = new PageWorld(run, pages: 1);
        var (first, second) = (new Driver(), new Driver());
        world.Space.Insert(second, s_page);
        world.Thread("apply", () => Assert.Throws<InvalidOperationException>(() => world.Space.Apply(new NotifierBatch().Insert(first, s_page).Insert(second, s_page))));
        world.Thread("look", () =>
        {
            if (first.IsInserted)
                world.Fail("IsInserted, though the batch was refused");
        });
    });

    [Fact]
    public void Remove_beside_a_refused_batch_removes_nothing() => AssertNothingIsFound(run =>
    {
        var world = new PageWorld(run, pages: 1);
        var (first, second) = (new Driver(), new Driver());
        world.Space.Insert(second, s_page);
        world.Thread("apply", () => Assert.Throws<InvalidOperationException>(() => world.Space.Apply(new NotifierBatch().Insert(first, s_page).Insert(second, s_page))));
        world.Thread("remove", () =>
        {
            try
            {
                first.Remove();
            }
            catch (InvalidOperationException)
            {
                return;
            }

            world.Fail("Remove succeeded, and no insert ever did");
        });
    });

    [Fact]
    public void A_batch_that_runs_out_of_memory_after_the_swap_leaves_nobody_hanging_and_nothing_stale()
    {
        using var space = new AddressSpace();
        var (updated, removed) = (new Driver(), new Driver());
        space.Insert(updated, s_page);
        space.Insert(removed, s_page);
        OnThread(() =>
        {
            Interception.Scheduler = new FailingAt("_slots");
            Assert.Throws<InsufficientMemoryException>(() => space.Apply(new NotifierBatch().Update(updated, s_page, PageWorld.Page(1)).RemoveLater(removed)));
        });
        Assert.Contains("has failed", Assert.Throws<InvalidOperationException>(() => updated.ReadBegin(s_short)).Message, StringComparison.Ordinal);
        Assert.Equal(FaultStatus.Removed, Assert.Throws<FaultException>(() => removed.ReadBegin(s_short)).Status);
        removed.Remove();
        updated.Remove();
    }

    [Fact]
    public async Task A_listener_that_throws_at_remove_later_does_not_lose_the_removal_step()
    {
        using var space = new AddressSpace("the listener's");
        var removed = new TaskCompletionSource();
        var driver = new Driver { Removed = removed.SetResult };
        space.Insert(driver, s_page);
        using (var listener = new MeterListener())
        {
            listener.InstrumentPublished = (instrument, it) =>
            {
                if (instrument.Meter.Name == "NotifierSdk")
                    it.EnableMeasurementEvents(instrument);
            };
            listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => ThrowIfMine(tags));
            listener.SetMeasurementEventCallback<int>((instrument, _, tags, _) => ThrowIfMine(tags));
            listener.Start();
            driver.RemoveLater(); // tells the listener, and throws nothing of it
        }

        Assert.False(driver.IsInserted);
        await removed.Task.WaitAsync(TimeSpan.FromSeconds(30));

        static void ThrowIfMine(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var tag in tags)
            {
                if (tag.Value is "the listener's")
                    throw new NotSupportedException("a listener");
            }
        }
    }

    [Fact]
    public void Synchronize_in_free_throws() => AssertNothingIsFound(run =>
    {
        var world = new PageWorld(run, pages: 1) { ExpectsErrors = true };
        var subscriber = world.Space.Get(() => new Subscriber());
        subscriber.Freeing = world.Space.Synchronize;
        world.Thread("put", () => world.Space.Put(subscriber));
    });

    [Fact]
    public void Free_waits_for_a_release_that_puts_under_unregister() => AssertNothingIsFound(run =>
    {
        var world = new PageWorld(run, pages: 1);
        var subscriber = world.Space.Get(() => new Subscriber());
        var isReleasing = false;
        subscriber.Releasing = () =>
        {
            isReleasing = true;
            world.Space.Put(subscriber);
            Interleavings.Point("releasing");
            isReleasing = false;
        };
        subscriber.Freeing = () =>
        {
            if (isReleasing)
                world.Fail("freed while Release runs");
        };
        world.Thread("unregister", () =>
        {
            try
            {
                world.Space.Unregister(subscriber);
            }
            catch (InvalidOperationException)
            {
                // what was got is put: a refusal is right
            }
        });
    });

    [Fact]
    public void A_text_that_takes_the_driver_lock_does_not_deadlock_with_a_refused_insert() => AssertNothingIsFound(run =>
    {
        var world = new PageWorld(run, pages: 1);
        var gate = new DriverLock();
        var (inserted, other) = (new Driver(), new Driver());
        inserted.Text = () =>
        {
            using (gate.EnterScope())
                return "inserted";
        };
        world.Space.Insert(inserted, s_page);
        world.Thread("insert twice", () => Assert.Throws<InvalidOperationException>(() => world.Space.Insert(inserted, s_page)));
        world.Thread("insert under the lock", () =>
        {
            using (gate.EnterScope())
                world.Space.Insert(other, s_page);
        });
    });

    [Fact]
    public void A_slot_that_another_thread_took_over_is_not_taken_for_the_own_scope() => AssertNothingIsFound(run =>
    {
        var world = new PageWorld(run, pages: 1);
        var driver = new Driver();
        world.Space.Insert(driver, s_page);
        world.Thread("fault", () =>
        {
            using (world.Space.BeginInvalidate(PageWorld.Page(9), InvalidationEvent.Unmap))
            {
                world.Space.BeginInvalidate(PageWorld.Page(8), InvalidationEvent.Unmap).Dispose(); // leaves its mark in the second slot
                driver.ReadBegin(); // of page 0, which this thread changes nowhere
            }
        });
        world.Thread("change", () => world.Space.BeginInvalidate(s_page, InvalidationEvent.Unmap).Dispose());
    });

    [Fact]
    public async Task A_factory_that_gets_its_own_kind_throws()
    {
        var space = new AddressSpace();
        var get = OwnThread.Run(() => Record.Exception(() => space.Get(() => space.Get(() => new Subscriber()))));
        await get.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private static void AssertNothingIsFound(Action<Scenario> scenario)
    {
        var found = Races.Explore(scenario, maxRuns: 3000, randomRuns: 300);
        Assert.True(found.Failure is null, found.ToString());
    }

    private static void OnThread(Action action)
    {
        Exception? thrown = null;
        var thread = new Thread(() => thrown = Record.Exception(action));
        thread.Start();
        thread.Join();
        Assert.Null(thrown);
    }

    private sealed class Driver : IntervalNotifier
    {
        internal Action? Callback { get; set; }

        internal Action? Removed { get; init; }

        internal Func<string>? Text { get; set; }

        public override string ToString() => Text?.Invoke() ?? "driver";

        protected override bool OnInvalidate(in Invalidation invalidation)
        {
            SetSeq(invalidation.Sequence);
            if (invalidation.Event != InvalidationEvent.Release)
                Callback?.Invoke();
            return true;
        }

        protected override void OnRemoved() => Removed?.Invoke();
    }

    private sealed class Subscriber() : RangeNotifier(RangeNotifierKind.StartAndEnd)
    {
        internal Action? Releasing { get; set; }

        internal Action? Freeing { get; set; }

        protected override void Release() => Releasing?.Invoke();

        protected override void Free() => Freeing?.Invoke();
    }
}
