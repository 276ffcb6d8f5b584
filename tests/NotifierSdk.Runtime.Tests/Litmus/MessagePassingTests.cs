using NotifierSdk.Engine;
using NotifierSdk.Runtime.Tests.Protocol;
using static NotifierSdk.Runtime.Tests.Protocol.Ranges;

namespace NotifierSdk.Runtime.Tests.Litmus;

/// <summary>
/// Message passing: one thread writes data, then a flag; the other sees the flag, and must see the data. x64 keeps stores in order, and loads too, so there these
/// tests can fail only by the compiler's reordering or by the code's; on Arm64 the processor reorders both. That the harness would see it, a control shows that
/// writes in the wrong order by hand.
/// </summary>
[Collection(nameof(LitmusCollection))]
public class MessagePassingTests
{
    private const string Old = "flag without data", AtOnce = "seen at the first look", Later = "seen after looking again";

    [Fact]
    public void Control_with_the_flag_written_first_the_data_is_missed() => Passed(isFlagFirst: true).Shows(Old);

    [Fact]
    public void Control_with_the_flag_written_last_the_data_is_seen() => Passed(isFlagFirst: false).Forbids(Old, Later);

    /// <summary>The sequence as the flag, without the driver lock: what a callback wrote before SetSeq is seen by whom CheckRetry tells of a collision.</summary>
    [Fact]
    public void Who_sees_the_sequence_sees_what_the_callback_wrote_before()
    {
        var space = new AddressSpace();
        var driver = new LitmusDriver();
        space.Insert(driver, Page(0));
        var (token, calls, looks, seen) = (default(ReadToken), 0L, 0, 0L);
        var race = new Race
        {
            Prepare = () => (token, calls) = (driver.ReadBegin(), driver.Calls),
            First = () => space.BeginInvalidate(Page(0), InvalidationEvent.Unmap).Dispose(),
            Second = () =>
            {
                looks = Race.LooksUntil(() => driver.CheckRetry(token));
                seen = driver.Calls;
            },
            Outcome = () => seen == calls ? Old : looks == 1 ? AtOnce : Later,
        };
        race.Forbids(Old, AtOnce, Later);
    }

    /// <summary>
    /// The sequence as the flag, the ring of ranges as the data, again without the driver lock: the change of the token's range is found there, and once it was
    /// overwritten by those of another range, the number of them tells.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(CollisionRing.FirstLength)]
    public void Who_sees_the_sequence_finds_the_range_of_a_change(int changesElsewhere)
    {
        var space = new AddressSpace();
        var driver = new LitmusDriver();
        space.Insert(driver, Pages(0, 2));
        var registration = driver.CurrentRegistration!;
        var (token, before, looks, isFound) = (default(ReadToken), 0UL, 0, false);
        var race = new Race
        {
            Prepare = () =>
            {
                Assert.True(registration.TryReadBegin(Page(0), out token, out _, out _));
                before = registration.Sequence;
            },
            FirstDelay = RandomDelay.Long,
            First = () =>
            {
                space.BeginInvalidate(Page(0), InvalidationEvent.Unmap).Dispose();
                for (var change = 0; change < changesElsewhere; change++)
                    space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Dispose();
            },
            Second = () =>
            {
                looks = Race.LooksUntil(() => registration.Sequence != before);
                isFound = driver.CheckRetry(token);
            },
            Outcome = () => !isFound ? Old : looks == 1 ? AtOnce : Later,
        };
        race.Forbids(Old, Later);
    }

    /// <summary>The whole cycle, for the whole notifier and for a page of it beside a change of the other: the token, what was collected, the lock, the retry, the commit, against callback, change and end.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_fault_leaves_nothing_stale_behind(bool isNarrow)
    {
        const string Stale = "stale entry", Dropped = "committed, then dropped", Kept = "committed after the change";
        var space = new AddressSpace();
        var mapping = new PaddedWord();
        var driver = new LitmusDriver(mapping);
        space.Insert(driver, isNarrow ? Pages(0, 2) : Page(0));
        var fault = default(FaultOutcome);
        var race = new Race
        {
            First = () =>
            {
                if (isNarrow)
                    space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Dispose();
                using (space.BeginInvalidate(Page(0), InvalidationEvent.Unmap))
                    mapping.Value++;
            },
            Second = () => fault = driver.TryFault(isNarrow ? Page(0) : null),
            Outcome = () => fault switch
            {
                _ when driver.Shadow != 0 && driver.Shadow != mapping.Value => Stale,
                FaultOutcome.Committed => driver.Shadow == 0 ? Dropped : Kept,
                _ => fault.ToString(),
            },
        };
        race.Forbids(Stale, Dropped, Kept, nameof(FaultOutcome.Collided), nameof(FaultOutcome.Refused));
    }

    private static Race Passed(bool isFlagFirst)
    {
        PaddedWord data = new(), flag = new();
        var (looks, seen) = (0, 0L);
        return new Race
        {
            Prepare = () => data.Value = flag.Value = 0,
            First = () =>
            {
                Volatile.Write(ref (isFlagFirst ? flag : data).Value, 1);
                Volatile.Write(ref (isFlagFirst ? data : flag).Value, 1);
            },
            Second = () =>
            {
                looks = Race.LooksUntil(() => Volatile.Read(ref flag.Value) != 0);
                seen = data.Value;
            },
            Outcome = () => seen == 0 ? Old : looks == 1 ? AtOnce : Later,
        };
    }
}
