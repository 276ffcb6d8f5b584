using NotifierSdk.Runtime.Tests.Protocol;
using NotifierSdk.Seam;

namespace NotifierSdk.Runtime.Tests.Engine;

using static Ranges;

/// <summary>What others do to a thread or to a token does not reach into the middle of a step.</summary>
public sealed class InterruptTests
{
    [Fact]
    public void A_thread_that_is_interrupted_takes_one_of_the_runtimes_locks_all_the_same()
    {
        var @lock = new ShortLock("contended");
        using var isTrying = new ManualResetEventSlim();
        Exception? thrown = null;
        var isTaken = false;
        var thread = new Thread(() => thrown = Record.Exception(() =>
        {
            isTrying.Set();
            Thread.CurrentThread.Interrupt(); // pending: the first thing that blocks throws
            using (@lock.EnterScope())
                isTaken = true;
        }));
        using (@lock.EnterScope())
        {
            thread.Start();
            isTrying.Wait(TestContext.Current.CancellationToken);
            for (var round = 0; round < 1000; round++)
                Thread.Yield();
            Assert.False(isTaken);
        }

        thread.Join();
        Assert.Null(thrown);
        Assert.True(isTaken);
    }

    [Fact]
    public void Unregister_can_be_repeated_when_its_wait_was_interrupted()
    {
        var space = new AddressSpace("interrupted");
        var subscriber = new Subscriber();
        space.Register(subscriber);
        var running = space.BeginInvalidate(Page(0), InvalidationEvent.Unmap).Detach();
        Assert.IsType<ThreadInterruptedException>(Interrupted(() => space.Unregister(subscriber)));
        Assert.False(subscriber.IsRegistered);
        Assert.Contains("has not ended", Assert.Throws<InvalidOperationException>(() => space.Register(subscriber)).Message, StringComparison.Ordinal);

        Exception? thrown = null;
        var second = new Thread(() => thrown = Record.Exception(() => space.Unregister(subscriber)));
        second.Start();
        AssertBlocks(second);
        running.End();
        second.Join();
        Assert.Null(thrown);
        Assert.Equal((1, 1, 1), (subscriber.Starts, subscriber.Ends, subscriber.Releases));
        Assert.Throws<InvalidOperationException>(() => space.Unregister(subscriber));
        space.Register(subscriber);
    }

    [Fact]
    public void Unregister_can_be_repeated_when_its_wait_for_a_release_was_interrupted()
    {
        var space = new AddressSpace("interrupted");
        using var isReleasing = new ManualResetEventSlim();
        using var mayReturn = new ManualResetEventSlim();
        var subscriber = new Subscriber
        {
            InRelease = () =>
            {
                isReleasing.Set();
                mayReturn.Wait();
            },
        };
        space.Register(subscriber);
        var dispose = new Thread(space.Dispose);
        dispose.Start();
        isReleasing.Wait(TestContext.Current.CancellationToken);
        var thrown = Record.Exception(() => Assert.IsType<ThreadInterruptedException>(Interrupted(() => space.Unregister(subscriber))));
        mayReturn.Set();
        dispose.Join();
        Assert.Null(thrown);
        Assert.False(subscriber.IsRegistered);
        space.Unregister(subscriber);
        Assert.Equal(1, subscriber.Releases);
        Assert.Throws<InvalidOperationException>(() => space.Unregister(subscriber));
    }

    [Fact]
    public void A_subscriber_whose_register_is_interrupted_is_not_registered()
    {
        var space = new AddressSpace("interrupted");
        var (registered, got) = (new Subscriber(), new Subscriber());
        var running = space.BeginInvalidate(Page(0), InvalidationEvent.Unmap).Detach();
        Assert.IsType<ThreadInterruptedException>(Interrupted(() => space.Register(registered)));
        Assert.IsType<ThreadInterruptedException>(Interrupted(() => space.Get(() => got)));
        Assert.False(registered.IsRegistered || got.IsRegistered);
        space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Dispose();
        running.End();
        Assert.Equal((0, 0), (registered.Starts, got.Starts));

        space.Register(registered);
        Assert.Same(got, space.Get(() => got));
        space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Dispose();
        Assert.Equal((1, 1), (registered.Starts, got.Starts));
    }

    [Fact]
    public void A_register_that_is_interrupted_waits_for_the_end_that_is_owed_and_unregister_repeats_that_wait()
    {
        var space = new AddressSpace("interrupted");
        var subscriber = new Subscriber();
        var running = space.BeginInvalidate(Page(0), InvalidationEvent.Unmap).Detach();
        Exception? thrown = null;
        var register = new Thread(() => thrown = Record.Exception(() => space.Register(subscriber)));
        register.Start();
        // It waits, and is told of what begins meanwhile: the first that it can be told of comes soon.
        var owed = space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Detach();
        while (subscriber.Starts == 0)
        {
            owed.End();
            owed = space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Detach();
        }

        register.Interrupt();
        Assert.True(SpinWait.SpinUntil(() => !subscriber.IsRegistered, TimeSpan.FromSeconds(30)), "It is still registered.");
        AssertBlocks(register);
        register.Interrupt();
        register.Join();
        Assert.IsType<ThreadInterruptedException>(thrown);

        owed.End();
        running.End();
        space.Unregister(subscriber);
        Assert.Equal((1, 1, 0), (subscriber.Starts, subscriber.Ends, subscriber.Releases));
        space.Register(subscriber);
    }

    [Fact]
    public void Remove_can_be_repeated_when_its_wait_was_interrupted()
    {
        var space = new AddressSpace("interrupted");
        var driver = new RecordingDriver();
        space.Insert(driver, Page(0));
        var running = space.BeginInvalidate(Page(0), InvalidationEvent.Unmap).Detach();
        Assert.IsType<ThreadInterruptedException>(Interrupted(driver.Remove));
        Assert.False(driver.IsInserted);
        running.End();
        driver.Remove();
        Assert.Equal(1, driver.RemovedCalls);

        // In the driver's own wait, too: commits may still be under way, so that wait is repeated before the notifier leaves.
        var waits = 0;
        driver.InWaitForCommits = () =>
        {
            if (waits++ == 0)
                throw new ThreadInterruptedException();
        };
        space.Insert(driver, Page(0));
        Assert.Throws<ThreadInterruptedException>(driver.Remove);
        Assert.Equal((1, 1), (waits, driver.RemovedCalls));
        driver.Remove();
        Assert.Equal((2, 2), (waits, driver.RemovedCalls));
        Assert.Throws<InvalidOperationException>(driver.Remove);
    }

    [Fact]
    public async Task A_callback_that_cancels_what_a_fault_waits_with_does_not_run_the_fault()
    {
        var space = new AddressSpace("cancelled");
        var driver = new RecordingDriver();
        using var source = new CancellationTokenSource();
        space.Insert(driver, Page(0));
        var first = space.BeginInvalidate(Page(0), InvalidationEvent.Clear).Detach();
        var resumedOn = 0;
        var fault = Fault();
        Assert.False(fault.IsCompleted);
        driver.InCallback = _ =>
        {
            source.Cancel();
            return true;
        };
        var announcer = new Thread(() => space.BeginInvalidate(Page(0), InvalidationEvent.Unmap).Dispose());
        announcer.Start();
        announcer.Join();
        await fault.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.NotEqual(announcer.ManagedThreadId, resumedOn);
        first.End();

        async Task Fault()
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await driver.ReadBeginAsync(Page(0), source.Token));
            resumedOn = Environment.CurrentManagedThreadId;
        }
    }

    /// <summary>What the action throws on a thread that is interrupted as soon as it blocks.</summary>
    private static Exception? Interrupted(Action action)
    {
        Exception? thrown = null;
        var thread = new Thread(() =>
        {
            Thread.CurrentThread.Interrupt();
            thrown = Record.Exception(action);
        });
        thread.Start();
        Assert.True(thread.Join(TimeSpan.FromSeconds(30)), "The interrupt did not end the wait.");
        return thrown;
    }

    private static void AssertBlocks(Thread thread)
    {
        Assert.True(SpinWait.SpinUntil(() => !thread.IsAlive || thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin), TimeSpan.FromSeconds(30)));
        Assert.True(thread.IsAlive, "It did not wait.");
    }

    private sealed class Subscriber() : RangeNotifier(RangeNotifierKind.StartAndEnd)
    {
        internal int Starts { get; private set; }

        internal int Ends { get; private set; }

        internal int Releases { get; private set; }

        internal Action? InRelease { get; init; }

        protected override bool InvalidateRangeStart(in Invalidation invalidation)
        {
            Starts++;
            return true;
        }

        protected override void InvalidateRangeEnd(in Invalidation invalidation) => Ends++;

        protected override void Release()
        {
            Releases++;
            InRelease?.Invoke();
        }
    }
}
