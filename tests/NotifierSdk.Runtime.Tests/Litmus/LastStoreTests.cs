using NotifierSdk.Runtime.Tests.Protocol;
using static NotifierSdk.Runtime.Tests.Protocol.Ranges;

namespace NotifierSdk.Runtime.Tests.Litmus;

/// <summary>
/// The reader's wait against the owner's last store: whoever is let in by the end of an invalidation sees the change, to the last plain store before that end.
/// Message passing again, with the hits or the slot's word as the flag: x64 shows it only if compiler or code get the order wrong.
/// </summary>
[Collection(nameof(LitmusCollection))]
public class LastStoreTests
{
    private const string Early = "let in before the change was seen", AtOnce = "let in at the first look", Later = "let in after looking again";

    [Fact]
    public void A_reader_let_in_by_the_last_hit_sees_the_change()
    {
        var space = new AddressSpace();
        var driver = new LitmusDriver();
        space.Insert(driver, Page(0));
        EndAgainstReader(() => (space.BeginInvalidate(Page(0), InvalidationEvent.Unmap).Detach(), driver), static _ => { });
    }

    /// <summary>It holds no hit: the notifier was inserted while it ran.</summary>
    [Fact]
    public void A_reader_let_in_by_the_slot_sees_the_change()
    {
        var space = new AddressSpace();
        EndAgainstReader(
            () =>
            {
                var (open, driver) = (space.BeginInvalidate(Page(0), InvalidationEvent.Unmap).Detach(), new LitmusDriver());
                space.Insert(driver, Page(0));
                return (open, driver);
            },
            static driver => driver.Remove());
    }

    private static void EndAgainstReader(Func<(OpenInvalidation Open, LitmusDriver Driver)> begin, Action<LitmusDriver> clear)
    {
        var mapping = new PaddedWord();
        var (open, driver) = (default(OpenInvalidation), default(LitmusDriver)!);
        var (version, looks, seen) = (0L, 0, 0L);
        var race = new Race
        {
            Prepare = () =>
            {
                (open, driver) = begin();
                version++;
            },
            First = () =>
            {
                mapping.Value = version;
                open.End();
            },
            Second = () =>
            {
                looks = Race.LooksUntil(() => driver.CurrentRegistration!.TryReadBegin(asked: null, out _, out _, out _));
                seen = mapping.Value;
            },
            Outcome = () =>
            {
                clear(driver);
                return seen != version ? Early : looks == 1 ? AtOnce : Later;
            },
        };
        race.Forbids(Early, AtOnce, Later);
    }
}
