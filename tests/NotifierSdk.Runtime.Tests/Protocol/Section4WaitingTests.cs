using static NotifierSdk.Runtime.Tests.Protocol.Ranges;

namespace NotifierSdk.Runtime.Tests.Protocol;

/// <summary>Protocol, section 4: who waits for what, and for nothing else. An asynchronous begin runs up to its wait before it returns, so each order is the order of the lines.</summary>
public sealed class Section4WaitingTests : IDisposable
{
    private readonly AddressSpace _space = new("waiting");

    public void Dispose() => _space.Dispose();

    [Fact]
    public async Task A_read_waits_for_the_invalidations_that_hit_its_notifier_and_for_no_others()
    {
        var (hit, other) = (Insert(Page(1)), Insert(Page(2)));
        var first = Begin(Page(1));
        var second = Begin(Page(1));
        var elsewhere = Begin(Page(9));

        Assert.True(Read(other).IsCompletedSuccessfully);
        var read = Read(hit);
        Assert.False(read.IsCompleted);
        first.End();
        Assert.False(read.IsCompleted);
        second.End();
        Assert.False(hit.ReadRetry(await read));
        elsewhere.End();
    }

    [Fact]
    public async Task An_insert_during_an_invalidation_of_its_range_makes_its_readers_wait_for_that_one()
    {
        var covering = Begin(Page(1));
        var elsewhere = Begin(Page(9));
        var driver = Insert(Page(1));
        var later = Begin(Page(5));
        Assert.Empty(driver.Invalidations);

        var read = Read(driver);
        Assert.False(read.IsCompleted);
        covering.End();
        Assert.False(driver.ReadRetry(await read));
        elsewhere.End();
        later.End();
    }

    [Fact]
    public void An_insert_takes_effect_at_once_also_during_an_invalidation()
    {
        var running = Begin(Page(1));
        var driver = Insert(Page(1));
        _space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Dispose();
        Assert.Single(driver.Invalidations);
        running.End();
    }

    [Fact]
    public async Task Removing_what_was_inserted_during_an_invalidation_does_not_wait_for_it()
    {
        var running = Begin(Page(1));
        var driver = Insert(Page(1));
        await driver.RemoveAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(1, driver.RemovedCalls);
        running.End();
    }

    [Fact]
    public async Task A_remove_waits_for_the_invalidations_that_hit_the_notifier()
    {
        var driver = Insert(Page(1));
        var running = Begin(Page(1));
        var removal = driver.RemoveAsync().AsTask();
        Assert.False(removal.IsCompleted);
        Assert.Equal(0, driver.RemovedCalls);
        running.End();
        await removal;
        Assert.Equal(1, driver.RemovedCalls);
    }

    [Fact]
    public async Task A_remove_makes_a_waiting_reader_give_up()
    {
        var driver = Insert(Page(1));
        var running = Begin(Page(1));
        var read = Read(driver).AsTask();
        driver.RemoveLater();
        var exception = await Assert.ThrowsAsync<FaultException>(() => read);
        Assert.Equal(FaultStatus.Removed, exception.Status);
        running.End();
    }

    [Fact]
    public async Task A_release_makes_a_waiting_reader_give_up_and_open_invalidations_may_end_later()
    {
        var driver = Insert(Page(1));
        var running = Begin(Page(1));
        var read = Read(driver).AsTask();
        _space.Dispose();
        var exception = await Assert.ThrowsAsync<FaultException>(() => read);
        Assert.Equal(FaultStatus.Released, exception.Status);
        running.End();
        driver.Remove();
    }

    [Fact]
    public void A_wait_that_takes_too_long_says_what_it_waited_for_and_the_removal_can_be_repeated()
    {
        var driver = Insert(Page(1));
        var running = Begin(Page(1));
        Assert.Equal(FaultStatus.TimedOut, Assert.Throws<FaultException>(() => driver.ReadBegin(TimeSpan.FromMilliseconds(1))).Status);
        var exception = Assert.Throws<TimeoutException>(() => driver.Remove(TimeSpan.FromMilliseconds(1)));
        Assert.Contains("Unmap of 0x1-0x1", exception.Message, StringComparison.Ordinal);
        Assert.False(driver.IsInserted);
        running.End();
        driver.Remove();
        Assert.Equal(1, driver.RemovedCalls);
    }

    [Fact]
    public async Task A_cancelled_remove_leaves_the_notifier_removed_and_can_be_repeated()
    {
        var driver = Insert(Page(1));
        var running = Begin(Page(1));
        using var cancellation = new CancellationTokenSource();
        var removal = driver.RemoveAsync(cancellation.Token).AsTask();
        var read = driver.ReadBeginAsync(Page(1), cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => removal);
        Assert.False(driver.IsInserted);
        Assert.Equal(FaultStatus.Removed, (await Assert.ThrowsAsync<FaultException>(() => read)).Status);
        running.End();
        driver.Remove();
        Assert.Equal(1, driver.RemovedCalls);
    }

    [Fact]
    public void A_synchronous_wait_ends_with_its_cancellation()
    {
        var driver = Insert(Page(1));
        var running = Begin(Page(1));
        using var cancellation = new CancellationTokenSource();
        using var parked = new ManualResetEventSlim();
        Exception? thrown = null;
        var reader = new Thread(() =>
        {
            parked.Set();
            thrown = Record.Exception(() => driver.ReadBegin(cancellation.Token));
        });
        reader.Start();
        parked.Wait();
        cancellation.Cancel();
        reader.Join();
        Assert.IsType<OperationCanceledException>(thrown);
        running.End();
    }

    [Fact]
    public async Task An_asynchronous_wait_does_not_continue_on_the_thread_that_ends_the_invalidation()
    {
        var driver = Insert(Page(1));
        var running = Begin(Page(1));
        var continuedOn = ContinuationThread(Read(driver));
        // The ending thread is one of its own, so the pool cannot lend it to the continuation.
        var ending = new Thread(running.End);
        ending.Start();
        ending.Join();
        Assert.NotEqual(ending.ManagedThreadId, await continuedOn);
    }

    [Fact]
    public void Callbacks_come_in_order_of_start_ties_by_insertion_and_once_each()
    {
        var called = new List<string>();
        foreach (var (name, start) in new[] { ("c", 3), ("a", 1), ("b1", 2), ("b2", 2) })
            _space.Insert(new RecordingDriver(name) { InCallback = _ => { called.Add(name); return true; } }, Pages(start, 5));
        _space.BeginInvalidate(Pages(4, 4), InvalidationEvent.Unmap).Dispose();
        Assert.Equal(["a", "b1", "b2", "c"], called);
    }

    [Fact]
    public void Each_invalidation_has_a_sequence_of_its_own()
    {
        var driver = Insert(Page(1));
        var (first, second) = (Begin(Page(1)), Begin(Page(1)));
        Assert.NotEqual(driver.Invalidations[0].Sequence, driver.Invalidations[1].Sequence);
        first.End();
        second.End();
    }

    [Fact]
    public void Inside_a_scope_that_overlaps_what_would_be_waited_for_waiting_throws()
    {
        var driver = Insert(Pages(1, 4));
        using (_space.BeginInvalidate(Page(4), InvalidationEvent.Unmap))
        {
            Assert.Contains("own invalidation scope (Unmap of 0x4-0x4)", Assert.Throws<InvalidOperationException>(() => driver.ReadBegin(Pages(3, 4))).Message, StringComparison.Ordinal);
            Assert.Throws<InvalidOperationException>(() => driver.ReadBegin());
            driver.ReadBegin(Page(1)); // waits for nothing of that scope
            Assert.Throws<InvalidOperationException>(driver.Remove);
            Assert.Throws<InvalidOperationException>(() => _space.WaitRangeValid(Pages(3, 9)));
            Assert.True(driver.IsInserted);
        }

        using (_space.BeginInvalidate(Page(7), InvalidationEvent.Unmap))
            driver.ReadBegin(Page(1));
    }

    [Fact]
    public void A_scope_ends_once_however_often_it_was_copied()
    {
        var driver = Insert(Page(1));
        var scope = _space.BeginInvalidate(Page(1), InvalidationEvent.Unmap);
        var copy = scope;
        scope.Dispose();
        var next = Begin(Page(1));
        copy.Dispose();
        Assert.False(_space.IsRangeValid(Page(1)));
        Assert.Equal(FaultStatus.TimedOut, Assert.Throws<FaultException>(() => driver.ReadBegin(TimeSpan.Zero)).Status);
        next.End();
    }

    [Fact]
    public void A_detached_invalidation_is_ended_once_by_any_thread_and_no_more_by_its_scope()
    {
        var driver = Insert(Page(1));
        var scope = _space.BeginInvalidate(Page(1), InvalidationEvent.Unmap);
        var open = scope.Detach();
        scope.Dispose();
        Assert.True(open.IsOpen);
        Assert.Equal(FaultStatus.TimedOut, Assert.Throws<FaultException>(() => driver.ReadBegin(TimeSpan.Zero)).Status);

        var ending = new Thread(open.End);
        ending.Start();
        ending.Join();
        Assert.False(open.IsOpen);
        Assert.Contains("has ended already", Assert.Throws<InvalidOperationException>(open.End).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => _ = _space.BeginInvalidateAndDetachTwice(Page(1)));
        Assert.Throws<InvalidOperationException>(() => default(OpenInvalidation).End());
    }

    [Fact]
    public void More_invalidations_than_there_are_slots_can_be_open_at_once()
    {
        var driver = Insert(Page(1));
        var open = Enumerable.Range(0, 1000).Select(_ => Begin(Page(1))).ToList();
        Assert.Equal(1000, driver.Invalidations.Count);
        foreach (var invalidation in open)
        {
            Assert.Throws<FaultException>(() => driver.ReadBegin(TimeSpan.Zero));
            invalidation.End();
        }

        driver.ReadBegin(TimeSpan.Zero);
    }

    [Fact]
    public void A_non_blockable_invalidation_is_refused_as_a_whole()
    {
        var (first, second, third) = (Insert(Page(1)), Insert(Page(1)), Insert(Page(1)));
        second.InCallback = invalidation => invalidation.IsBlockable;
        Assert.False(_space.TryBeginInvalidate(Page(1), InvalidationEvent.Unmap, out var scope));
        scope.Dispose();
        Assert.Equal((1, 1, 0), (first.Invalidations.Count, second.Invalidations.Count, third.Invalidations.Count));
        Assert.True(_space.IsRangeValid(Page(1)));
        first.ReadBegin(TimeSpan.Zero);
        second.Remove(TimeSpan.FromSeconds(30));
        Assert.True(_space.TryBeginInvalidate(Page(1), InvalidationEvent.Unmap, out var accepted));
        accepted.Dispose();
    }

    [Fact]
    public void In_the_steady_state_an_invalidation_a_fault_and_a_read_begin_allocate_nothing()
    {
        var driver = new SilentDriver();
        _space.Insert(driver, Pages(1, 2));
        _space.Insert(new SilentDriver(), Pages(2, 3));
        long Allocated(Action action)
        {
            action();
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var round = 0; round < 100; round++)
                action();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, Allocated(() => _space.BeginInvalidate(Page(9), InvalidationEvent.Unmap).Dispose()));
        Assert.Equal(0, Allocated(() => _space.BeginInvalidate(Page(2), InvalidationEvent.Unmap).Dispose()));
        Assert.Equal(0, Allocated(() => driver.ReadRetry(driver.ReadBegin(Page(1)))));
        Assert.Equal(0, Allocated(() => driver.Fault(Page(1))));
    }

    private RecordingDriver Insert(AddressRange range)
    {
        var driver = new RecordingDriver();
        _space.Insert(driver, range);
        return driver;
    }

    private OpenInvalidation Begin(AddressRange range) => _space.BeginInvalidate(range, InvalidationEvent.Unmap).Detach();

    private static ValueTask<ReadToken> Read(IntervalNotifier driver) => driver.ReadBeginAsync(driver.Range);

    private static async Task<int> ContinuationThread(ValueTask<ReadToken> read)
    {
        await read.ConfigureAwait(false);
        return Environment.CurrentManagedThreadId;
    }

    private sealed class SilentDriver : IntervalNotifier
    {
        internal FaultStatus Fault(AddressRange range)
        {
            var attempts = new CompilerServices.FaultAttempts(this, range, 64, -1, default);
            while (attempts.TryBegin(out var section))
            {
                if (!ReadRetry(section.Token))
                    return FaultStatus.Completed;
            }

            return attempts.Status;
        }

        protected override bool OnInvalidate(in Invalidation invalidation)
        {
            SetSeq(invalidation.Sequence);
            return true;
        }
    }
}

internal static class ScopeMisuse
{
    internal static OpenInvalidation BeginInvalidateAndDetachTwice(this AddressSpace space, AddressRange range)
    {
        var scope = space.BeginInvalidate(range, InvalidationEvent.Unmap);
        scope.Detach().End();
        return scope.Detach();
    }
}
