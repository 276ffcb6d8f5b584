using NotifierSdk.Retirement;
using NotifierSdk.Seam;

namespace NotifierSdk.Runtime.Tests.Litmus;

/// <summary>
/// Store buffering where only one side has a fence, and that one for both: a section is entered and left with plain stores, and the pass fences the whole process
/// (protocol, section 11). The controls leave the fence out.
/// </summary>
[Collection(nameof(LitmusCollection))]
public class AsymmetricPairTests
{
    private const string BothMissed = "both missed", ReaderSaw = "the reader saw the change", PassSaw = "the pass saw the section", BothSaw = "both saw";

    private const string Lost = "the pass waits, and nobody will tell it", Told = "the pass was told", LeftBefore = "the pass saw that it was left";

    [Fact]
    public void Control_without_the_fence_a_section_and_the_pass_miss_each_other() => Entered(hasFence: false).Shows(BothMissed);

    [Fact]
    public void A_section_and_the_pass_see_each_other() => Entered(hasFence: true).Forbids(BothMissed, ReaderSaw, PassSaw);

    [Fact]
    public void Control_without_the_fence_a_leave_is_lost() => Left(hasFence: false).Shows(Lost);

    [Fact]
    public void No_leave_is_lost() => Left(hasFence: true).Forbids(Lost, Told, LeftBefore);

    /// <summary>Enter, then look something up, against drop it, then look for sections.</summary>
    private static Race Entered(bool hasFence)
    {
        var sections = new Sections("litmus");
        var entry = new PaddedWord();
        bool found = false, isOpen = false;
        return new Race
        {
            Prepare = () =>
            {
                sections.Enter().Dispose(); // the first registers the thread, under the lock
                entry.Value = 1;
            },
            Warm = () => _ = sections.Announce()[0].Count + (ulong)Volatile.Read(ref entry.Value),
            First = () =>
            {
                _ = sections.Enter();
                found = entry.Value != 0; // plainly, as a reader does
            },
            Second = () =>
            {
                entry.Value = 0;
                isOpen = !Pass(sections, hasFence);
            },
            Outcome = () =>
            {
                Leave(sections);
                return (found, isOpen) switch { (true, false) => BothMissed, (false, false) => ReaderSaw, (true, true) => PassSaw, (false, true) => BothSaw };
            },
        };
    }

    /// <summary>Leave, then look whether somebody waits, against say that one waits, then look for sections.</summary>
    private static Race Left(bool hasFence)
    {
        bool isTold = false, isOpen = false;
        var sections = new Sections("litmus") { AllLeft = () => isTold = true };
        return new Race
        {
            Prepare = () =>
            {
                sections.StopWaiting();
                _ = sections.Enter();
                isTold = false;
            },
            Warm = () => _ = sections.IsClosed,
            First = () => Leave(sections),
            Second = () => isOpen = !Pass(sections, hasFence),
            Outcome = () => (isOpen, isTold) switch { (true, false) => Lost, (true, true) => Told, _ => LeftBefore },
        };
    }

    private static bool Pass(Sections sections, bool hasFence)
    {
        SectionRecord[] announced;
        using (sections.Lock.EnterScope())
            announced = sections.Announce();
        if (hasFence)
            Word.ProcessWideFence(sections);
        using (sections.Lock.EnterScope())
            return sections.AreAllLeft(announced);
    }

    // A ref struct cannot be kept from one step of the race to the next.
    private static void Leave(Sections sections)
    {
        var record = sections.OfThisThread!;
        record.Leave(record.Count, record.Depth);
    }
}
