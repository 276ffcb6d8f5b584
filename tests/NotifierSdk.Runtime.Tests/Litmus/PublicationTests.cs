using NotifierSdk.Engine;
using NotifierSdk.Runtime.Tests.Protocol;
using static NotifierSdk.Runtime.Tests.Protocol.Ranges;

namespace NotifierSdk.Runtime.Tests.Litmus;

/// <summary>
/// Publication: whoever meets an object through a word that was written after it was made must see all of it. As with message passing, x64's processors
/// cannot break it, Arm64's can; a control publishes by hand before the object is filled.
/// </summary>
[Collection(nameof(LitmusCollection))]
public class PublicationTests
{
    private const string Incomplete = "incomplete", AtOnce = "complete at the first look", Later = "complete after looking again";

    [Fact]
    public void Control_published_before_it_is_filled_it_is_seen_incomplete()
    {
        PaddedWord? published = null;
        var (looks, seen) = (0, 0L);
        new Race
        {
            Prepare = () => published = null,
            First = () =>
            {
                var word = new PaddedWord();
                Volatile.Write(ref published, word);
                Volatile.Write(ref word.Value, 1);
            },
            Second = () =>
            {
                PaddedWord? word = null;
                looks = Race.LooksUntil(() => (word = Volatile.Read(ref published)) is not null);
                seen = word!.Value;
            },
            Outcome = () => seen == 0 ? Incomplete : looks == 1 ? AtOnce : Later,
        }.Shows(Incomplete);
    }

    /// <summary>An invalidation that calls a notifier calls it as it was when it was inserted.</summary>
    [Fact]
    public void A_callback_sees_what_its_driver_was_made_of()
    {
        var space = new AddressSpace();
        LitmusDriver driver = null!;
        var (payload, looks) = (0L, 0);
        var race = new Race
        {
            Prepare = () =>
            {
                driver = new LitmusDriver();
                payload++;
            },
            First = () =>
            {
                driver.Payload = payload;
                space.Insert(driver, Page(0));
            },
            SecondDelay = RandomDelay.Long,
            Second = () => looks = Race.LooksUntil(() =>
            {
                space.BeginInvalidate(Page(0), InvalidationEvent.Unmap).Dispose();
                return driver.Calls > 0;
            }),
            Outcome = () =>
            {
                driver.Remove();
                return driver.SeenPayload != payload ? Incomplete : looks == 1 ? AtOnce : Later;
            },
        };
        race.Forbids(Incomplete, AtOnce, Later);
    }

    /// <summary>Whoever walks the tree sees whole nodes and whole registrations.</summary>
    [Fact]
    public void A_walker_sees_whole_registrations()
    {
        var space = new AddressSpace();
        var neighbours = Enumerable.Range(1, 40).Select(_ => new LitmusDriver()).ToArray();
        for (var page = 0; page < neighbours.Length; page++)
            space.Insert(neighbours[page], Page(page));
        LitmusDriver driver = null!;
        var (payload, looks, isWhole) = (0L, 0, false);
        var race = new Race
        {
            Prepare = () => payload++,
            First = () =>
            {
                driver = new LitmusDriver { Payload = payload };
                space.Insert(driver, Pages(50, 59));
            },
            SecondDelay = RandomDelay.Long,
            Second = () =>
            {
                Registration? found = null;
                looks = Race.LooksUntil(() => (found = FirstAt(space, Page(55))) is not null);
                isWhole = found is { Id: > 0, Notifier: LitmusDriver { } walked } && walked.Payload == payload
                    && found.RangeUnderLock == Pages(50, 59) && ReferenceEquals(walked.CurrentRegistration, found);
            },
            Outcome = () =>
            {
                driver.Remove();
                return !isWhole ? Incomplete : looks == 1 ? AtOnce : Later;
            },
        };
        race.Forbids(Incomplete, AtOnce, Later);
    }

    private static Registration? FirstAt(AddressSpace space, AddressRange range)
    {
        foreach (var registration in space.Tree.Snapshot.Overlapping(range))
            return registration;
        return null;
    }
}
