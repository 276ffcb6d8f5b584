using NotifierSdk.Runtime.Tests.Exploration;
using NotifierSdk.Seam;
using NotifierSdk.Waiting;

namespace NotifierSdk.Runtime.Tests.Engine;

/// <summary>Memory that runs out in the midst of a step: nothing is left open or half done, and whoever is owed a call gets it.</summary>
public class OutOfMemoryTests
{
    private static readonly AddressRange s_page = PageWorld.Page(0);

    [Fact]
    public async Task An_insert_that_runs_out_of_memory_after_the_swap_leaves_nothing_in_the_tree()
    {
        var space = new AddressSpace();
        var driver = new FinishingDriver(static () => { });
        await OwnThread.Run(() =>
        {
            Interception.Scheduler = new FailingAt("_slots");
            Assert.Throws<InsufficientMemoryException>(() => space.Insert(driver, s_page));
        });
        Assert.False(driver.IsInserted);
        var begin = OwnThread.Run(() => space.BeginInvalidate(s_page, InvalidationEvent.Unmap).Dispose());
        // If not: begin walks for ever, since it meets a removed registration in each tree that it reads.
        await begin.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_remove_that_runs_out_of_memory_before_the_swap_changes_nothing()
    {
        var space = new AddressSpace();
        var driver = new FinishingDriver(static () => { });
        space.Insert(driver, s_page);
        await OwnThread.Run(() =>
        {
            Interception.Scheduler = new FailingAt("State");
            Assert.Throws<InsufficientMemoryException>(driver.RemoveLater);
        });
        Assert.True(driver.IsInserted);
        driver.ReadBegin(TimeSpan.FromMilliseconds(200));
    }

    [Fact]
    public async Task A_begin_that_runs_out_of_memory_among_the_range_notifiers_leaves_nothing_open()
    {
        var space = new AddressSpace();
        var driver = new FinishingDriver(static () => { });
        space.Insert(driver, s_page);
        var (first, second) = (new CountingSubscriber(), new CountingSubscriber());
        space.Register(first);
        space.Register(second);
        await OwnThread.Run(() =>
        {
            // One is started by then, and is owed its end.
            Interception.Scheduler = new FailingAt("_holds", accesses: 2);
            Assert.Throws<InsufficientMemoryException>(() => space.BeginInvalidate(s_page, InvalidationEvent.Unmap).Dispose());
        });
        Assert.True(space.IsRangeValid(s_page));
        Assert.False(driver.ReadRetry(driver.ReadBegin(TimeSpan.FromMilliseconds(200))));
        Assert.Equal(1, first.Starts + second.Starts);
        Assert.Equal((first.Starts, second.Starts), (first.Ends, second.Ends));
        // Each returns when nothing holds its subscriber any more.
        space.Unregister(first);
        space.Unregister(second);
        driver.Remove(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_finish_that_cannot_be_remembered_as_failed_keeps_no_other_from_being_finished()
    {
        var space = new AddressSpace();
        var memory = new FailingAt("State") { IsLow = false };
        var broken = new FinishingDriver(() =>
        {
            memory.IsLow = true;
            throw new NotSupportedException("broken");
        });
        var finished = 0;
        space.Insert(broken, s_page);
        space.Insert(new FinishingDriver(() => finished++), s_page);
        await OwnThread.Run(() =>
        {
            Interception.Scheduler = memory;
            Assert.Throws<InsufficientMemoryException>(() => space.BeginInvalidate(s_page, InvalidationEvent.Unmap, owner: null, InvalidationSource.CannotVeto).Dispose());
        });
        Assert.Equal(1, finished);
        Assert.True(space.IsRangeValid(s_page));
    }

    private sealed class FinishingDriver(Action finish) : IntervalNotifier
    {
        protected override bool OnInvalidate(in Invalidation invalidation)
        {
            SetSeq(invalidation.Sequence);
            return true;
        }

        protected override void OnInvalidateFinish(in Invalidation invalidation, FinishState state) => finish();
    }

    private sealed class CountingSubscriber() : RangeNotifier(RangeNotifierKind.StartAndEnd)
    {
        internal int Starts { get; private set; }

        internal int Ends { get; private set; }

        protected override bool InvalidateRangeStart(in Invalidation invalidation)
        {
            Starts++;
            return true;
        }

        protected override void InvalidateRangeEnd(in Invalidation invalidation) => Ends++;
    }
}
