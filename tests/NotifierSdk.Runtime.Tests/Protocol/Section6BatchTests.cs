using static NotifierSdk.Runtime.Tests.Protocol.Ranges;

namespace NotifierSdk.Runtime.Tests.Protocol;

/// <summary>Protocol, section 6: several changes, one swap.</summary>
public sealed class Section6BatchTests : IDisposable
{
    private readonly AddressSpace _space = new("batches");

    public void Dispose() => _space.Dispose();

    [Fact]
    public void A_hole_is_punched_inside_the_callback_that_announces_it()
    {
        var right = new RecordingDriver("right");
        var driver = new RecordingDriver("left");
        _space.Insert(driver, Pages(0, 99));
        driver.InCallback = invalidation =>
        {
            if (invalidation.Range == Pages(40, 59))
                _space.Apply(new NotifierBatch().Update(driver, Pages(0, 99), Pages(0, 39)).Insert(right, Pages(60, 99)));
            return true;
        };
        _space.BeginInvalidate(Pages(40, 59), InvalidationEvent.Unmap).Dispose();

        Assert.Equal((Pages(0, 39), Pages(60, 99)), (driver.Range, right.Range));
        Assert.True(SpinWait.SpinUntil(() => driver.CurrentRegistration!.IsIdle, TimeSpan.FromSeconds(30)));
        Assert.Equal([(InvalidationEvent.Unmap, Pages(40, 59)), (InvalidationEvent.Removed, Pages(40, 99))], driver.Invalidations.Select(seen => (seen.Event, seen.Overlap)));
        driver.Invalidations.Clear();
        _space.BeginInvalidate(Pages(50, 59), InvalidationEvent.Unmap).Dispose();
        Assert.Equal((0, 0), (driver.Invalidations.Count, right.Invalidations.Count));
        _space.BeginInvalidate(Pages(30, 70), InvalidationEvent.Unmap).Dispose();
        Assert.Equal((1, 1), (driver.Invalidations.Count, right.Invalidations.Count));
    }

    [Fact]
    public void What_is_to_be_dropped_is_cut_to_the_range_that_the_walk_found_also_after_an_update()
    {
        var (first, second) = (new RecordingDriver("first"), new RecordingDriver("second"));
        _space.Insert(first, Pages(0, 4));
        _space.Insert(second, Pages(5, 10));
        first.InCallback = _ =>
        {
            _space.Apply(new NotifierBatch().Update(second, Pages(5, 10), Pages(5, 6)));
            return true;
        };
        _space.BeginInvalidate(Pages(2, 20), InvalidationEvent.Unmap).Dispose();
        Assert.Equal((Pages(2, 4), Pages(2, 20)), (first.Invalidations[0].Overlap, first.Invalidations[0].Range));
        // The last callback for what the update took away runs on the thread pool, and may come first.
        var change = second.Invalidations.Single(static seen => seen.Event == InvalidationEvent.Unmap);
        Assert.Equal((Pages(5, 10), Pages(2, 20)), (change.Overlap, change.Range));
        Assert.Equal(Pages(5, 6), second.Range);
        Assert.True(SpinWait.SpinUntil(() => second.CurrentRegistration!.IsIdle, TimeSpan.FromSeconds(30))); // the last callback for what the update took away
        first.InCallback = null;
        _space.BeginInvalidate(AddressRange.All, InvalidationEvent.Clear).Dispose();
        Assert.Equal(Pages(5, 6), second.Invalidations.Single(seen => seen.Event == InvalidationEvent.Clear).Overlap);
    }

    [Fact]
    public void An_update_makes_every_open_token_retry_and_moves_what_may_be_read()
    {
        var driver = Insert(Pages(0, 3));
        var token = driver.ReadBegin();
        _space.Apply(new NotifierBatch().Update(driver, Pages(0, 3), Pages(2, 5)));
        Assert.True(driver.ReadRetry(token));
        Assert.False(driver.ReadRetry(driver.ReadBegin(Page(5))));
        Assert.Throws<ArgumentOutOfRangeException>(() => driver.ReadBegin(Page(0)));
    }

    [Fact]
    public async Task After_an_update_readers_wait_for_what_ran_in_the_new_range()
    {
        var driver = Insert(Page(0));
        var running = _space.BeginInvalidate(Page(5), InvalidationEvent.Unmap).Detach();
        _space.Apply(new NotifierBatch().Update(driver, Page(0), Pages(0, 5)));
        var read = driver.ReadBeginAsync(Page(5));
        Assert.False(read.IsCompleted);
        running.End();
        Assert.False(driver.ReadRetry(await read));
    }

    [Fact]
    public async Task A_removal_in_a_batch_ends_with_OnRemoved()
    {
        var driver = Insert(Page(1));
        var removed = new TaskCompletionSource();
        driver.InOnRemoved = removed.SetResult;
        var running = _space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Detach();
        _space.Apply(new NotifierBatch().RemoveLater(driver));
        Assert.False(driver.IsInserted);
        Assert.False(removed.Task.IsCompleted);
        running.End();
        await removed.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void What_does_not_fit_is_refused_before_anything_changes()
    {
        var (inserted, other, fresh) = (Insert(Page(1)), Insert(Page(2)), new RecordingDriver("fresh"));
        using var elsewhere = new AddressSpace("elsewhere");
        var foreign = new RecordingDriver("foreign");
        elsewhere.Insert(foreign, Page(1));
        var unfit = new Dictionary<string, NotifierBatch>
        {
            ["is inserted for"] = Batch().Insert(inserted, Page(7)),
            ["expects"] = Batch().Update(inserted, Page(3), Page(7)),
            ["which is not inserted"] = Batch().Update(new RecordingDriver(), Page(3), Page(7)),
            ["not into 'batches'"] = Batch().RemoveLater(foreign),
        };
        foreach (var (rule, batch) in unfit)
        {
            Assert.Contains(rule, Assert.Throws<InvalidOperationException>(() => _space.Apply(batch)).Message, StringComparison.Ordinal);
            Assert.False(fresh.IsInserted);
            Assert.True(other.IsInserted);
            Assert.Equal([inserted, other], _space.Find(AddressRange.All));
        }

        _space.Insert(fresh, Page(3));
        Assert.True(fresh.IsInserted);

        // Each would be applied but for its last change.
        NotifierBatch Batch() => new NotifierBatch().Insert(fresh, Page(5)).RemoveLater(other);
    }

    [Fact]
    public void A_batch_changes_a_notifier_once_and_is_applied_once()
    {
        var driver = Insert(Page(1));
        var batch = new NotifierBatch().Update(driver, Page(1), Page(2));
        Assert.Throws<ArgumentException>(() => batch.RemoveLater(driver));
        _space.Apply(batch);
        Assert.Contains("applied before", Assert.Throws<InvalidOperationException>(() => _space.Apply(batch)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_released_space_refuses_a_batch_and_the_notifier_is_as_it_was()
    {
        var fresh = new RecordingDriver();
        _space.Dispose();
        Assert.Throws<ObjectDisposedException>(() => _space.Apply(new NotifierBatch().Insert(fresh, Page(1))));
        Assert.False(fresh.IsInserted);
    }

    private RecordingDriver Insert(AddressRange range)
    {
        var driver = new RecordingDriver();
        _space.Insert(driver, range);
        return driver;
    }
}
