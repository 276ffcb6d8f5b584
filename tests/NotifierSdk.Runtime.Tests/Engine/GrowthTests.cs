using System.Runtime.CompilerServices;
using NotifierSdk.Engine;
using NotifierSdk.Runtime.Tests.Protocol;

namespace NotifierSdk.Runtime.Tests.Engine;

using static Ranges;

/// <summary>What a burst leaves behind, and what goes on for ever, does not grow.</summary>
public sealed class GrowthTests : IDisposable
{
    private readonly AddressSpace _space = new("growth");

    public void Dispose() => _space.Dispose();

    [Fact]
    public void Slots_that_a_burst_appended_are_dropped_by_whoever_looks_through_them()
    {
        var before = _space.Slots.Count;
        var open = Enumerable.Range(0, 5000).Select(page => _space.BeginInvalidate(Page(page), InvalidationEvent.Unmap).Detach()).ToList();
        Assert.InRange(_space.Slots.Count, 5000, 16384);
        Assert.False(_space.IsRangeValid(Page(4999)));
        open.ForEach(static one => one.End());
        Assert.True(_space.IsRangeValid(AddressRange.All));
        Assert.InRange(_space.Slots.Count, before, 8 * before);
        Assert.All(open, static one => Assert.False(one.IsOpen));
    }

    [Fact]
    public void More_threads_than_have_slots_of_their_own_announce_at_the_same_time()
    {
        const int Threads = ThreadPlaces.Count + 16;
        using var allOpen = new CountdownEvent(Threads);
        using var mayEnd = new ManualResetEventSlim();
        var threads = Enumerable.Range(0, Threads).Select(page => new Thread(() =>
        {
            using (_space.BeginInvalidate(Page(page), InvalidationEvent.Unmap))
            {
                allOpen.Signal();
                mayEnd.Wait();
            }
        })).ToList();
        threads.ForEach(static thread => thread.Start());
        allOpen.Wait(TestContext.Current.CancellationToken);
        Assert.All(Enumerable.Range(0, Threads), page => Assert.False(_space.IsRangeValid(Page(page))));
        Assert.True(_space.IsRangeValid(Page(Threads)));
        mayEnd.Set();
        threads.ForEach(static thread => thread.Join());
        Assert.True(_space.IsRangeValid(AddressRange.All));
    }

    [Fact]
    public void Threads_that_ended_leave_their_slots_to_others()
    {
        var before = _space.Slots.OwnedCount;
        for (var thread = 0; thread < 4 * ThreadPlaces.Count; thread++)
            OnAThread(() => _space.BeginInvalidate(Page(0), InvalidationEvent.Unmap).Dispose());
        // One after the other they need one place; the tests beside this one take others meanwhile.
        Assert.InRange(_space.Slots.OwnedCount, before + 1, before + (ThreadPlaces.Count / 2));
    }

    [Fact]
    public void A_scope_that_an_ended_thread_left_open_stays_open()
    {
        OnAThread(() => _ = _space.BeginInvalidate(Page(7), InvalidationEvent.Unmap));
        OnAThread(() => _space.BeginInvalidate(Page(8), InvalidationEvent.Unmap).Dispose());
        Assert.False(_space.IsRangeValid(Page(7)));
        Assert.True(_space.IsRangeValid(Page(8)));
    }

    [Fact]
    public void A_slot_that_is_in_use_while_the_table_shrinks_is_kept()
    {
        var driver = new RecordingDriver();
        _space.Insert(driver, Pages(0, 9));
        var open = Enumerable.Range(0, 1000).Select(page => _space.BeginInvalidate(Page(page), InvalidationEvent.Unmap).Detach()).ToList();
        foreach (var one in open.Where(static one => one.Range != Page(7)))
            one.End();
        Assert.False(_space.IsRangeValid(Page(7)));
        Assert.True(_space.IsRangeValid(Page(8)));
        Assert.Throws<FaultException>(() => driver.ReadBegin(Page(7), TimeSpan.Zero));
        open[7].End();
        Assert.False(driver.ReadRetry(driver.ReadBegin(Page(7), TimeSpan.Zero)));
    }

    [Fact]
    public void A_notifier_that_is_updated_and_never_read_remembers_only_what_runs()
    {
        var (low, high) = (Pages(0, 0), Pages(0, 1));
        var driver = new RecordingDriver();
        _space.Insert(driver, low);
        var open = _space.BeginInvalidate(low, InvalidationEvent.Unmap).Detach();
        for (var round = 0; round < 1000; round++)
        {
            _space.Apply(new NotifierBatch().Update(driver, low, high));
            (low, high) = (high, low);
            var next = _space.BeginInvalidate(Page(0), InvalidationEvent.Unmap).Detach();
            open.End();
            open = next;
            Assert.InRange(driver.CurrentRegistration!.BornDuringList?.Length ?? 0, 0, 2);
        }

        open.End();
    }

    [Fact]
    public void A_change_of_very_many_notifiers_keeps_none_of_them_alive()
    {
        var gone = ComeAndGo(_space);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.DoesNotContain(gone, static one => one.IsAlive);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static List<WeakReference> ComeAndGo(AddressSpace space)
        {
            var drivers = Enumerable.Range(0, 3000).Select(static _ => new RecordingDriver()).ToList();
            foreach (var driver in drivers)
                space.Insert(driver, Page(0));
            space.BeginInvalidate(Page(0), InvalidationEvent.Unmap).Dispose();
            drivers.ForEach(static driver => driver.Remove());
            return drivers.ConvertAll(static driver => new WeakReference(driver));
        }
    }

    [Theory]
    [InlineData("in a scope")]
    [InlineData("in a scope inside another")]
    [InlineData("heard by a notifier")]
    [InlineData("detached")]
    [InlineData("refused")]
    public void An_invalidation_that_has_ended_does_not_keep_its_owner(string how)
    {
        var driver = new RecordingDriver { InCallback = static invalidation => invalidation.IsBlockable };
        _space.Insert(driver, Page(1));
        var owner = BeginAndEnd(_space, how);
        driver.Invalidations.Clear();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(owner.IsAlive);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference BeginAndEnd(AddressSpace space, string how)
        {
            var owner = new object();
            switch (how)
            {
                case "in a scope":
                    space.BeginInvalidate(Page(0), InvalidationEvent.Unmap, owner).Dispose();
                    break;
                case "in a scope inside another":
                    using (space.BeginInvalidate(Page(0), InvalidationEvent.Unmap))
                        space.BeginInvalidate(Page(0), InvalidationEvent.Unmap, owner).Dispose();
                    break;
                case "heard by a notifier":
                    space.BeginInvalidate(Page(1), InvalidationEvent.Unmap, owner).Dispose();
                    break;
                case "detached":
                    space.BeginInvalidate(Page(0), InvalidationEvent.Unmap, owner).Detach().End();
                    break;
                default:
                    Assert.False(space.TryBeginInvalidate(Page(1), InvalidationEvent.Unmap, owner, out _));
                    break;
            }

            return new WeakReference(owner);
        }
    }

    private static void OnAThread(ThreadStart work)
    {
        var thread = new Thread(work);
        thread.Start();
        thread.Join();
    }

    [Fact]
    public void A_removed_notifier_that_is_kept_does_not_keep_its_space()
    {
        var (driver, space) = Outlive();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(space.IsAlive);
        Assert.Contains("removed from 'short-lived' before", Assert.Throws<InvalidOperationException>(driver.Remove).Message, StringComparison.Ordinal);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static (RecordingDriver Driver, WeakReference Space) Outlive()
        {
            var space = new AddressSpace("short-lived");
            var driver = new RecordingDriver();
            space.Insert(driver, Page(0));
            driver.Remove();
            space.Dispose();
            return (driver, new WeakReference(space));
        }
    }
}
