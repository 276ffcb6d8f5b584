namespace NotifierSdk.Runtime.Tests.Protocol;

using static Ranges;

/// <summary>The order of a removal (protocol, section 4): the promise holds until the shadow is dropped.</summary>
public sealed class Section4RemovalTests : IDisposable
{
    private readonly AddressSpace _space = new("removal");

    public void Dispose() => _space.Dispose();

    [Fact]
    public void The_last_callback_is_for_the_whole_range_and_comes_after_commits_have_ended()
    {
        var order = new List<string>();
        var driver = Insert(Pages(2, 5));
        driver.InWaitForCommits = () => order.Add($"commits, inserted {driver.IsInserted}, found {_space.Tree.Snapshot.Count}");
        driver.InCallback = invalidation =>
        {
            order.Add($"{invalidation.Event} of {invalidation.Overlap}, blockable {invalidation.IsBlockable}");
            return true;
        };
        driver.InOnRemoved = () => order.Add($"removed, found {_space.Tree.Snapshot.Count}");
        driver.Remove();
        Assert.Equal(["commits, inserted False, found 1", "Removed of 0x2-0x5, blockable True", "removed, found 0"], order);
    }

    [Fact]
    public void A_change_during_the_wait_for_commits_is_announced()
    {
        var driver = Insert(Pages(0, 9));
        driver.InWaitForCommits = () => OnAnotherThread(() => _space.BeginInvalidate(Page(3), InvalidationEvent.Unmap).Dispose());
        driver.Remove();
        Assert.Equal([InvalidationEvent.Unmap, InvalidationEvent.Removed], driver.Invalidations.Select(seen => seen.Event));
    }

    [Fact]
    public void From_the_first_moment_tokens_collide_and_read_begins_are_refused()
    {
        var driver = Insert(Pages(0, 9));
        var token = driver.ReadBegin();
        var seen = (Retry: false, Status: FaultStatus.Completed, Found: 1);
        driver.InWaitForCommits = () =>
        {
            seen.Retry = driver.ReadRetry(token);
            seen.Status = Assert.Throws<FaultException>(() => driver.ReadBegin()).Status;
            seen.Found = _space.Find(AddressRange.All).Count;
        };
        driver.Remove();
        Assert.Equal((true, FaultStatus.Removed, 0), seen);
    }

    [Fact]
    public void Remove_while_an_unrelated_invalidation_holds_it_has_dropped_the_shadow_already()
    {
        using var isDropped = new ManualResetEventSlim();
        var driver = Insert(Pages(0, 9));
        driver.InCallback = invalidation =>
        {
            if (invalidation.Event == InvalidationEvent.Removed)
                isDropped.Set();
            return true;
        };
        var unrelated = _space.BeginInvalidate(Page(0), InvalidationEvent.Clear).Detach();
        Assert.Throws<TimeoutException>(() => driver.Remove(TimeSpan.FromMilliseconds(1)));
        Assert.True(isDropped.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.Equal([InvalidationEvent.Clear, InvalidationEvent.Removed], driver.Invalidations.Select(seen => seen.Event));
        Assert.Equal(0, driver.RemovedCalls);
        unrelated.End();
        driver.Remove();
        Assert.Equal(1, driver.RemovedCalls);
    }

    [Fact]
    public void One_that_keeps_nothing_is_not_told()
    {
        var driver = new Indifferent();
        _space.Insert(driver, Page(1));
        driver.Remove();
        Assert.Equal(0, driver.Calls);
    }

    [Fact]
    public void A_last_callback_that_throws_is_reported_and_stops_nothing()
    {
        var errors = new List<string>();
        _space.Error += (_, error) => errors.Add(error.Message);
        var driver = Insert(Page(1));
        driver.InCallback = _ => throw new InvalidOperationException("broken");
        driver.Remove();
        Assert.Contains("told of its removal from 0x1-0x1 and threw", Assert.Single(errors), StringComparison.Ordinal);
        Assert.Equal(1, driver.RemovedCalls);
        driver.InCallback = null;
        _space.Insert(driver, Page(1));
    }

    [Fact]
    public void Remove_later_in_a_callback_leaves_the_notifier_listening_until_its_shadow_is_dropped()
    {
        using var isOver = new ManualResetEventSlim();
        var driver = Insert(Page(1));
        driver.InOnRemoved = isOver.Set;
        driver.InCallback = invalidation =>
        {
            if (invalidation.Event == InvalidationEvent.Unmap)
                driver.RemoveLater();
            return true;
        };
        _space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Dispose();
        Assert.True(isOver.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.Equal([InvalidationEvent.Unmap, InvalidationEvent.Removed], driver.Invalidations.Select(seen => seen.Event));
    }

    [Fact]
    public void What_an_update_takes_away_is_called_for_each_piece_and_removal_waits_for_it()
    {
        var driver = Insert(Pages(0, 9));
        _space.Apply(new NotifierBatch().Update(driver, Pages(0, 9), Pages(3, 5)));
        driver.Remove();
        Assert.Equal(
            [Pages(0, 2), Pages(3, 5), Pages(6, 9)],
            driver.Invalidations.Where(seen => seen.Event == InvalidationEvent.Removed).Select(seen => seen.Range).OrderBy(range => range.Start));
    }

    [Fact]
    public void A_second_dispose_waits_for_the_callbacks_of_the_first()
    {
        using var isIn = new ManualResetEventSlim();
        using var mayGo = new ManualResetEventSlim();
        var driver = Insert(Page(1));
        var isDropped = false;
        driver.InCallback = invalidation =>
        {
            isIn.Set();
            mayGo.Wait();
            isDropped = true;
            return true;
        };
        var first = new Thread(_space.Dispose);
        first.Start();
        isIn.Wait(TestContext.Current.CancellationToken);
        var sawDropped = false;
        var second = new Thread(() =>
        {
            _space.Dispose();
            sawDropped = isDropped;
        });
        second.Start();
        mayGo.Set();
        first.Join();
        second.Join();
        Assert.True(sawDropped);
    }

    private RecordingDriver Insert(AddressRange range)
    {
        var driver = new RecordingDriver();
        _space.Insert(driver, range);
        return driver;
    }

    private static void OnAnotherThread(Action action)
    {
        var thread = new Thread(() => action());
        thread.Start();
        thread.Join();
    }

    private sealed class Indifferent : IntervalNotifier
    {
        internal int Calls { get; private set; }

        protected override bool IsToldOfRemoval => false;

        protected override bool OnInvalidate(in Invalidation invalidation)
        {
            Calls++;
            return true;
        }
    }
}
