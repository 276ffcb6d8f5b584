using NotifierSdk.Testing.Scheduling;
using NotifierSdk.Testing.Search;

namespace NotifierSdk.Runtime.Tests.Exploration;

/// <summary>One schedule, of which the test itself decides every step.</summary>
/// <param name="choose">The enabled threads and the number of the decision; returns a place among them.</param>
internal sealed class ChosenBy(Func<IReadOnlyList<ScheduledThread>, int, int> choose) : Strategy
{
    internal override string Name => "chosen";

    internal override string Code => "c";

    internal override bool StopsEverywhere => true;

    internal override bool DecidesEveryStep => true;

    internal override bool TryPrepare() => true;

    internal override int Choose(Run run, IReadOnlyList<ScheduledThread> enabled, bool canContinue) => choose(enabled, run.Decisions.Count);
}
