using NotifierSdk.Testing.Search;

namespace NotifierSdk.Testing.Tests.Search;

/// <summary>The search with sleep sets meets the same interleavings as the one that runs every schedule.</summary>
public class SoundnessTests
{
    /// <summary>Small enough for every single schedule.</summary>
    private const int Few = 4_000;

    public static TheoryData<string> Names => [.. SmallScenarios.All.Keys];

    public static TheoryData<string> TinyNames => [.. SmallScenarios.Tiny.Keys];

    [Theory]
    [MemberData(nameof(TinyNames))]
    public void Sleep_sets_lose_no_interleaving_of_all_schedules(string name) =>
        AssertSame(name, SmallScenarios.Tiny[name], new BoundedSearch(int.MaxValue, tellsApart: true), Few);

    [Theory]
    [MemberData(nameof(TinyNames))]
    public void The_search_of_every_place_loses_no_interleaving_of_all_schedules(string name)
    {
        var scenario = SmallScenarios.Tiny[name];
        var all = Search(scenario, new BoundedSearch(int.MaxValue, tellsApart: true), Few);
        var places = Search(scenario, new PrefixSearch(), Few);
        Assert.True(all.Traces.SetEquals(places.Traces));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Sleep_sets_lose_no_interleaving_of_every_place(string name) => AssertSame(name, SmallScenarios.All[name], new PrefixSearch(), 40_000);

    private static void AssertSame(string name, Action<Scenario> scenario, Strategy plain, int maxSchedules)
    {
        var all = Search(scenario, plain, maxSchedules);
        var reduced = Search(scenario, new SleepSetSearch(), maxSchedules);
        TestContext.Current.TestOutputHelper?.WriteLine($"| {name} | {plain.Name} | {all.Schedules} | {all.Traces.Count} | {reduced.Schedules} | {reduced.Traces.Count} |");
        Assert.True(all.IsComplete, $"{all}: the scenario is too large");
        Assert.True(reduced.IsComplete, reduced.ToString());
        Assert.True(all.Traces.SetEquals(reduced.Traces), $"{all.Traces.Except(reduced.Traces).Count()} were lost, {reduced.Traces.Except(all.Traces).Count()} were made up");
        Assert.Equal(SmallScenarios.Inequivalent[name], reduced.Interleavings);
    }

    private static Exploration Search(Action<Scenario> scenario, Strategy strategy, int maxSchedules)
    {
        var exploration = new Explorer(scenario, new ExplorationOptions(), "soundness").Explore(strategy, maxSchedules);
        Assert.True(exploration.Failure is null, exploration.ToString());
        return exploration;
    }
}
