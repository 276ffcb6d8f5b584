using NotifierSdk.Engine;
using NotifierSdk.Retirement;
using NotifierSdk.Waiting;
using static NotifierSdk.Runtime.Tests.Protocol.Ranges;

namespace NotifierSdk.Runtime.Tests.Litmus;

/// <summary>
/// Store buffering where only one side has a fence, and that one for both. A section is entered and left with plain stores, and the pass fences the whole process
/// (protocol, section 11). An invalidation frees its slot with a plain store, and whoever waits for it fences the whole process (section 4). The controls leave the fence out.
/// </summary>
[Collection(nameof(LitmusCollection))]
public class AsymmetricPairTests
{
    private const string FreedInUse = "freed in use", FreedUnseen = "freed before it was looked up", Kept = "looked up, and kept", KeptUnseen = "kept, though nobody had it";

    private const string Lost = "the pass waits, and nobody will tell it", Told = "the pass was told", LeftBefore = "the pass saw that it was left";

    [Fact]
    public void Control_without_the_fence_what_a_section_found_is_freed() => Entered(new PassWithoutFence()).Shows(FreedInUse);

    [Fact]
    public void What_a_section_found_is_not_freed() => Entered(new WholePass()).Forbids(FreedInUse, FreedUnseen, Kept);

    [Fact]
    public void Control_without_the_fence_a_leave_is_lost() => Left(new PassWithoutFence()).Shows(Lost);

    [Fact]
    public void No_leave_is_lost() => Left(new WholePass()).Forbids(Lost, Told, LeftBefore);

    [Fact]
    public void Control_without_the_fence_who_waits_for_a_scope_is_not_woken() => Ended(static running => new WaitWithoutFence(running)).Shows(WaitOutcome.Lost);

    [Fact]
    public void Who_waits_for_a_scope_is_woken_at_its_end() =>
        Ended(static running => new RangeWait([running])).Forbids(WaitOutcome.Lost, WaitOutcome.SeenByWaiter, WaitOutcome.SeenByWaker);

    /// <summary>Free the slot, then look for waiters, against announce, then look at the slot.</summary>
    private static Race Ended<TCondition>(Func<RunningInvalidation, TCondition> conditionOf)
        where TCondition : struct, IWaitCondition
    {
        var slot = new InvalidationSlot(new AddressSpace());
        var word = 0L;
        WaitBeforeParking<TCondition> wait = null!;
        return new Race
        {
            Prepare = () =>
            {
                Assert.True(slot.TryPublish(Page(0), InvalidationEvent.Unmap, owner: null, Environment.CurrentManagedThreadId, out word));
                wait = new(conditionOf(new RunningInvalidation(slot, InvalidationSlot.GenerationOf(word))));
            },
            Warm = () => Assert.True(slot.IsAt(word)),
            FirstDelay = RandomDelay.Long,
            First = () => slot.EndScope(word),
            Second = () => wait.Run(),
            Outcome = () => wait.Outcome(),
        };
    }

    /// <summary>Enter, then look something up, against drop it, then look for sections.</summary>
    private static Race Entered(Pass pass)
    {
        var entry = new PaddedWord();
        bool isFound = false, isFreed = false;
        return new Race
        {
            Prepare = () =>
            {
                pass.Prepare();
                pass.Sections.Enter().Dispose(); // the first registers the thread, under the lock
                entry.Value = 1;
            },
            Warm = () => _ = pass.Sections.Announce()[0].Count + (ulong)Volatile.Read(ref entry.Value),
            First = () =>
            {
                _ = pass.Sections.Enter();
                isFound = entry.Value != 0; // plainly, as a reader does
            },
            Second = () =>
            {
                entry.Value = 0;
                isFreed = pass.Run();
            },
            Outcome = () =>
            {
                pass.Leave();
                return (isFound, isFreed) switch { (true, true) => FreedInUse, (false, true) => FreedUnseen, (true, false) => Kept, (false, false) => KeptUnseen };
            },
        };
    }

    /// <summary>Leave, then look whether somebody waits, against say that one waits, then look for sections.</summary>
    private static Race Left(Pass pass)
    {
        var isFreed = false;
        return new Race
        {
            Prepare = () =>
            {
                pass.Prepare();
                _ = pass.Sections.Enter();
            },
            Warm = () => _ = pass.Sections.IsClosed,
            First = pass.Leave,
            Second = () => isFreed = pass.Run(),
            Outcome = () => isFreed ? LeftBefore : pass.IsTold ? Told : Lost,
        };
    }

    private readonly struct WaitWithoutFence(RunningInvalidation running) : IWaitCondition
    {
        public bool IsMet() => !running.IsRunning;

        public bool MustPark() => !IsMet();

        public void Announce(Waiter waiter) => running.Slot.Announce(waiter);

        public void Withdraw(Waiter waiter) => running.Slot.Withdraw(waiter);
    }

    private abstract class Pass
    {
        internal Sections Sections { get; } = new("litmus");

        /// <summary>Whether the last of those that the pass waits for has said that it left.</summary>
        internal bool IsTold { get; private set; }

        internal virtual void Prepare()
        {
            Sections.StopWaiting();
            Sections.AllLeft = () => IsTold = true;
            IsTold = false;
        }

        /// <summary>One pass over one item: whether it was freed at once.</summary>
        internal abstract bool Run();

        // A ref struct cannot be kept from one step of the race to the next.
        internal void Leave()
        {
            var record = Sections.OfThisThread!;
            record.Leave(record.Count, record.Depth);
        }
    }

    private sealed class PassWithoutFence : Pass
    {
        internal override bool Run()
        {
            SectionRecord[] announced;
            using (Sections.Lock.EnterScope())
                announced = Sections.Announce();
            using (Sections.Lock.EnterScope())
                return Sections.AreAllLeft(announced);
        }
    }

    /// <summary>The reclaimer's own, on the thread of the race.</summary>
    private sealed class WholePass : Pass, IRetired
    {
        private readonly Reclaimer _reclaimer;
        private bool _isFreed;

        internal WholePass() => _reclaimer = new Reclaimer(Sections, this, static message => Assert.Fail(message));

        public bool IsOpenBatchEmpty { get; private set; } = true;

        public void CloseBatch() => IsOpenBatchEmpty = true;

        public bool TryFreeNext()
        {
            _isFreed = true;
            return false;
        }

        internal override void Prepare()
        {
            base.Prepare();
            Execute(); // a batch that waited in the round before
            _isFreed = false;
        }

        internal override bool Run()
        {
            IsOpenBatchEmpty = false;
            Execute();
            return _isFreed;
        }

        private void Execute() => ((IThreadPoolWorkItem)_reclaimer).Execute();
    }
}
