using NotifierSdk.Runtime.Tests.Exploration;
using NotifierSdk.Testing;

namespace NotifierSdk.Runtime.Tests.Oracle;

/// <summary>The bug that the kernel's removal had until 2022 (protocol, section 3): it takes three preemptions, and the explorer finds it.</summary>
public class KernelRemovalTests
{
    private static readonly AddressRange s_page = AddressRange.FromLength(0, 0x1000);

    [Fact]
    public void A_removal_that_looks_at_the_sequence_without_the_lock_returns_too_early()
    {
        var found = Races.Explore(scenario => RemoveAgainstChange(scenario, looksWithoutLock: true));
        TestContext.Current.TestOutputHelper?.WriteLine($"{found.Strategy}, {found.Schedules} schedules: {found}");
        Assert.Equal(Verdict.Failed, found.Verdict);
        Assert.Contains("still deferred", found.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_preemptions_do_not_show_it()
    {
        var found = Races.Explore(scenario => RemoveAgainstChange(scenario, looksWithoutLock: true), maxPreemptions: 2, randomRuns: 0, isExhaustive: false);
        Assert.True(found.Failure is null, found.ToString());
    }

    [Fact]
    public void A_removal_that_looks_under_the_lock_returns_when_the_notifier_is_out()
    {
        var found = Races.Explore(scenario => RemoveAgainstChange(scenario, looksWithoutLock: false));
        Assert.True(found.Failure is null, found.ToString());
        Assert.True(found.IsComplete, found.ToString());
    }

    private static void RemoveAgainstChange(Scenario scenario, bool looksWithoutLock)
    {
        var space = new KernelSpace(looksWithoutLock);
        var notifier = new KernelNotifier(s_page, (_, _) => true);
        space.Insert(notifier);
        scenario.Thread("change", () =>
        {
            space.TryBegin(s_page, isBlockable: true);
            Interleavings.Point("change the mapping");
            space.End();
        });
        scenario.Thread("remove", () =>
        {
            space.TryRemove(notifier, Timeout.InfiniteTimeSpan);
            if (!space.IsOut(notifier))
                scenario.Fail("the removal returned, and it is still deferred: its owner frees what the end is about to touch");
        });
    }
}
