using System.Runtime.CompilerServices;

namespace NotifierSdk.Testing.Tests.Search;

/// <summary>A long loop is not taken for one that waits; and where one that waits was held back, nobody says that every interleaving was run.</summary>
public class LoopTests
{
    [Fact]
    public void A_commit_of_many_pages_that_forgets_the_last_one_is_found()
    {
        var found = Fails(scenario =>
        {
            const int Pages = 16;
            var (table, isReady) = (new bool[Pages], false);
            scenario.Thread("commit", () =>
            {
                for (var page = 0; page < Pages - 1; page++)
                {
                    Interleavings.Point("entry");
                    table[page] = true;
                }

                isReady = true;
            });
            scenario.Thread("device", () =>
            {
                Interleavings.Point("look");
                if (isReady && Array.IndexOf(table, false) is var page and >= 0)
                    scenario.Fail($"page {page} is not there");
            });
        });
        Assert.Equal("page 15 is not there", found.Failure);
        Assert.Equal(1, found.Schedules);
    }

    [Theory]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(64)] // the most pages of a scenario
    public void What_another_thread_sees_behind_a_loop_is_found(int passes)
    {
        var found = Fails(scenario => ReadsBehind(scenario, () => Pass(passes)));
        Assert.Equal("seen", found.Failure);
    }

    [Fact]
    public void A_loop_of_reads_that_are_no_steps_does_not_keep_the_failing_schedule_from_being_run_again()
    {
        var found = Fails(scenario =>
        {
            var memory = scenario.Memory(scenario.AddressSpace(pages: 1));
            ReadsBehind(scenario, () =>
            {
                for (var read = 0; read < 200; read++)
                    memory.VersionOf(0);
            });
        });
        Assert.Equal("seen", found.Failure);
    }

    [Fact]
    public void A_search_that_held_a_loop_back_does_not_say_that_it_is_complete_and_says_why()
    {
        var result = Interleavings.Explore(scenario => ReadsBehind(scenario, () => Pass(13)), new ExplorationOptions { MaxSteps = 400, RandomSchedules = 0 });
        Assert.False(result.IsComplete, result.ToString());
        Assert.Contains("which are not all: 'loop' came to 'page' more than 12 times while nobody else wrote anything, and was held back", result.ToString(), StringComparison.Ordinal);
        Assert.Contains("MaxSteps", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_loop_of_the_only_thread_leaves_the_search_complete()
    {
        var result = Interleavings.Explore(scenario => scenario.Thread("loop", () => Pass(1_000)));
        Assert.True(result.IsComplete, result.ToString());
        Assert.Equal(1, result.Interleavings);
    }

    private static void Pass(int passes)
    {
        for (var pass = 0; pass < passes; pass++)
            Interleavings.Point("page");
    }

    private static void ReadsBehind(Scenario scenario, Action loop)
    {
        var isDone = false;
        scenario.Thread("loop", () =>
        {
            loop();
            isDone = true;
        });
        scenario.Thread("look", () =>
        {
            Interleavings.Point("look");
            if (isDone)
                scenario.Fail("seen");
        });
    }

    private static Exploration Fails(Action<Scenario> scenario, [CallerMemberName] string test = "")
    {
        var found = Assert.Throws<InterleavingException>(() => Interleavings.Explore(scenario, null, test)).Exploration;
        Assert.Equal(Verdict.Failed, found.Verdict);
        return found;
    }
}
