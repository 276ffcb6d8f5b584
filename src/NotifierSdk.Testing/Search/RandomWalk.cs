using System.Globalization;
using NotifierSdk.Testing.Scheduling;

namespace NotifierSdk.Testing.Search;

/// <summary>Random schedules: mostly go on, since real bugs need few preemptions, at any place.</summary>
internal sealed class RandomWalk(int firstSeed, int count) : Strategy
{
    private const int OneIn = 5;

    private readonly int _end = firstSeed + count;
    private int _next = firstSeed;
    private Random _random = new(firstSeed);

    internal override string Name => string.Create(CultureInfo.InvariantCulture, $"random walk, seed {_next - 1}");

    internal override string Code => "r";

    internal override bool TryPrepare()
    {
        if (_next == _end)
            return false;
        _random = new Random(_next++);
        return true;
    }

    internal override int Choose(Run run, IReadOnlyList<ScheduledThread> enabled, bool canContinue) =>
        canContinue && _random.Next(OneIn) > 0 ? 0 : _random.Next(enabled.Count);
}
