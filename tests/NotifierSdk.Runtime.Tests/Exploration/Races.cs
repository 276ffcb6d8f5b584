using NotifierSdk.Testing.Search;
using NotifierSdk.Testing;

namespace NotifierSdk.Runtime.Tests.Exploration;

/// <summary>Explores races inside the runtime, and hands back what was found instead of failing the test.</summary>
internal static class Races
{
    /// <param name="scenario">Builds one fresh scenario; called for each schedule.</param>
    /// <param name="maxPreemptions">How many times a thread that could go on may be stopped, in the first part.</param>
    /// <param name="maxRuns">The budget of the systematic part.</param>
    /// <param name="randomRuns">How many random schedules follow.</param>
    /// <param name="isExhaustive">Whether the systematic part tries for every interleaving.</param>
    internal static Testing.Exploration Explore(
        Action<Scenario> scenario, int maxPreemptions = 2, int maxRuns = 3_000, int randomRuns = 500, bool isExhaustive = true)
    {
        var options = new ExplorationOptions
        {
            MaxPreemptions = maxPreemptions,
            MaxSchedules = maxRuns,
            RandomSchedules = randomRuns,
            IsExhaustive = isExhaustive,
        };
        return new Explorer(scenario, options, "runtime").Explore();
    }
}
