using NotifierSdk.Engine;
using NotifierSdk.Runtime.Tests.Protocol;
using static NotifierSdk.Runtime.Tests.Protocol.Ranges;

namespace NotifierSdk.Runtime.Tests.Litmus;

/// <summary>
/// Store buffering: each thread writes its own word, then reads the other's, and at least one must see the other. The one reordering that x64 shows too: a store
/// waits in the processor's buffer while the load after it is done, unless a full fence stands between the two (protocol, section 4, "Order and fences").
/// </summary>
[Collection(nameof(LitmusCollection))]
public class StoreBufferingTests
{
    private const string BothMissed = "both missed", FirstSaw = "the first saw the second", SecondSaw = "the second saw the first", BothSaw = "both saw";

    [Fact]
    public void Control_with_a_volatile_store_and_a_volatile_load_both_miss() =>
        Plain(static word => Volatile.Write(ref word.Value, 1)).Shows(BothMissed);

    [Fact]
    public void Control_with_an_exchange_and_a_volatile_load_one_sees_the_other() =>
        Plain(static word => Interlocked.Exchange(ref word.Value, 1)).Forbids(BothMissed, FirstSaw, SecondSaw);

    /// <summary>The runtime's own queue under a waker that breaks its rule: this is what a missing fence looks like here.</summary>
    [Fact]
    public void Control_a_waker_without_a_fence_loses_waiters() =>
        Flagged(static flag => flag.RaiseWithoutFence()).Shows(WaitOutcome.Lost);

    [Fact]
    public void A_waker_with_a_fence_loses_nobody() =>
        Flagged(static flag => flag.Raise()).Forbids(WaitOutcome.Lost, WaitOutcome.SeenByWaiter, WaitOutcome.SeenByWaker);

    /// <summary>The slot is freed by one compare-exchange.</summary>
    [Fact]
    public void Who_waits_for_an_invalidation_that_hit_nobody_is_woken_at_its_end() => EndAgainstRangeWait(new AddressSpace());

    /// <summary>The slot is freed by an exchange, after the hits were given back.</summary>
    [Fact]
    public void Who_waits_for_an_invalidation_that_hit_somebody_is_woken_at_its_end()
    {
        var space = new AddressSpace();
        space.Insert(new LitmusDriver(), Page(0));
        EndAgainstRangeWait(space);
    }

    /// <summary>The last hit is given back.</summary>
    [Fact]
    public void A_reader_that_waits_for_what_hit_its_notifier_is_woken_at_the_end()
    {
        var space = new AddressSpace();
        var driver = new LitmusDriver();
        space.Insert(driver, Page(0));
        var open = default(OpenInvalidation);
        WaitBeforeParking<ReadWait> wait = null!;
        var race = new Race
        {
            Prepare = () =>
            {
                open = space.BeginInvalidate(Page(0), InvalidationEvent.Unmap).Detach();
                wait = new(new ReadWait(driver.CurrentRegistration!, range: null));
            },
            Warm = () => Assert.True(open.IsOpen),
            First = () => open.End(),
            Second = () => wait.Run(),
            Outcome = () => wait.Outcome(),
        };
        race.Forbids(WaitOutcome.Lost, WaitOutcome.SeenByWaiter, WaitOutcome.SeenByWaker);
    }

    /// <summary>An epoch that becomes even, by a volatile write: the fence is the waker's own.</summary>
    [Fact]
    public void A_reader_that_waits_for_the_scan_of_an_update_is_woken_after_it()
    {
        var space = new AddressSpace();
        var driver = new LitmusDriver();
        space.Insert(driver, Page(0));
        WaitBeforeParking<ReadWait> wait = null!;
        var race = new Race
        {
            Prepare = () =>
            {
                driver.CurrentRegistration!.BeginChange();
                wait = new(new ReadWait(driver.CurrentRegistration!, range: null));
            },
            First = () => driver.CurrentRegistration!.BornDuring(null),
            Second = () => wait.Run(),
            Outcome = () => wait.Outcome(),
        };
        race.Forbids(WaitOutcome.Lost, WaitOutcome.SeenByWaiter, WaitOutcome.SeenByWaker);
    }

    /// <summary>Hit, then look at removed, against removed, then look at the hits: or a callback would run after Remove has returned.</summary>
    [Fact]
    public void A_remove_and_a_hit_see_each_other()
    {
        var space = new AddressSpace();
        Registration registration = null!;
        bool isHit = false, isDue = false;
        var race = new Race
        {
            Prepare = () =>
            {
                var driver = new LitmusDriver();
                space.Insert(driver, Page(0));
                registration = driver.CurrentRegistration!;
            },
            Warm = () => Assert.False(registration.IsRemoved | registration.Hits != 0),
            FirstDelay = RandomDelay.Long,
            First = () => isHit = registration.TryHit(),
            Second = () =>
            {
                space.Tree.TakeOut(registration);
                isDue = registration.IsIdle;
            },
            Outcome = () =>
            {
                registration.RemovalStep.Skip(registration); // or it would be queued to the thread pool
                if (isHit)
                    registration.GiveBackHit();
                return (isHit, isDue) switch { (true, true) => BothMissed, (false, true) => FirstSaw, (true, false) => SecondSaw, (false, false) => BothSaw };
            },
        };
        race.Forbids(BothMissed, FirstSaw, SecondSaw);
    }

    /// <summary>Publish the slot, then read the tree, against swap the tree, then scan the slots: or a fault would commit what an invalidation that runs has not dropped.</summary>
    [Fact]
    public void An_insert_and_an_invalidation_see_each_other()
    {
        var space = new AddressSpace();
        LitmusDriver driver = null!;
        var open = default(OpenInvalidation);
        var race = new Race
        {
            Prepare = () => driver = new LitmusDriver(),
            First = () => space.Insert(driver, Page(0)),
            SecondDelay = RandomDelay.Long,
            Second = () => open = space.BeginInvalidate(Page(0), InvalidationEvent.Unmap).Detach(),
            Outcome = () =>
            {
                var (isCalled, isSeen) = (driver.Calls > 0, driver.CurrentRegistration!.BornDuringList is not null);
                open.End();
                driver.Remove();
                return (isSeen, isCalled) switch { (false, false) => BothMissed, (true, false) => FirstSaw, (false, true) => SecondSaw, (true, true) => BothSaw };
            },
        };
        race.Forbids(BothMissed, FirstSaw, SecondSaw);
    }

    private static void EndAgainstRangeWait(AddressSpace space)
    {
        var open = default(OpenInvalidation);
        WaitBeforeParking<RangeWait> wait = null!;
        var race = new Race
        {
            Prepare = () =>
            {
                open = space.BeginInvalidate(Page(0), InvalidationEvent.Unmap).Detach();
                wait = new(new RangeWait(space.Slots.FindRunning(Page(0))!));
            },
            Warm = () => Assert.True(open.IsOpen),
            First = () => open.End(),
            Second = () => wait.Run(),
            Outcome = () => wait.Outcome(),
        };
        race.Forbids(WaitOutcome.Lost, WaitOutcome.SeenByWaiter, WaitOutcome.SeenByWaker);
    }

    private static Race Flagged(Action<WaitedFlag> raise)
    {
        var flag = new WaitedFlag();
        WaitBeforeParking<FlagWait> wait = null!;
        return new Race
        {
            Prepare = () =>
            {
                flag.Lower();
                wait = new(new FlagWait(flag));
            },
            Warm = () => flag.Look(),
            First = () => raise(flag),
            Second = () => wait.Run(),
            Outcome = () => wait.Outcome(),
        };
    }

    private static Race Plain(Action<PaddedWord> store)
    {
        PaddedWord first = new(), second = new();
        bool firstSaw = false, secondSaw = false;
        return new Race
        {
            Prepare = () => first.Value = second.Value = 0,
            Warm = () => _ = Volatile.Read(ref first.Value) + Volatile.Read(ref second.Value),
            First = () =>
            {
                store(first);
                firstSaw = Volatile.Read(ref second.Value) != 0;
            },
            Second = () =>
            {
                store(second);
                secondSaw = Volatile.Read(ref first.Value) != 0;
            },
            Outcome = () => (firstSaw, secondSaw) switch { (false, false) => BothMissed, (true, false) => FirstSaw, (false, true) => SecondSaw, (true, true) => BothSaw },
        };
    }
}
