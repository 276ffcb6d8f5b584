using System.Globalization;
using NotifierSdk.Testing.Scheduling;

namespace NotifierSdk.Testing.Search;

/// <summary>
/// Random schedules by priorities (PCT): the thread with the highest priority runs, and at a few random steps the one that runs falls behind all others. It
/// finds a bug that needs d such steps with a probability that has a lower bound, however long the schedule is.
/// </summary>
internal sealed class PriorityWalk(int firstSeed, int count) : Strategy
{
    private const int Changes = 3;

    private readonly Dictionary<int, int> _priorities = [];
    private readonly HashSet<int> _changes = [];
    private readonly int _end = firstSeed + count;
    private int _next = firstSeed;
    private int _longest = 40;
    private int _lowest;
    private Random _random = new(firstSeed);

    internal override string Name => string.Create(CultureInfo.InvariantCulture, $"random priorities, seed {_next - 1}");

    internal override string Code => "p";

    internal override bool TryPrepare()
    {
        if (_next == _end)
            return false;
        _random = new Random(_next++);
        _priorities.Clear();
        _changes.Clear();
        _lowest = 0;
        for (var change = 0; change < Changes; change++)
            _changes.Add(_random.Next(_longest));
        return true;
    }

    internal override int Choose(Run run, IReadOnlyList<ScheduledThread> enabled, bool canContinue)
    {
        var highest = Highest(enabled);
        if (!_changes.Contains(run.Decisions.Count))
            return highest;
        _priorities[enabled[highest].Index] = --_lowest;
        return Highest(enabled);
    }

    internal override string? Complete(Run run)
    {
        _longest = Math.Max(_longest, run.Decisions.Count);
        return null;
    }

    private int Highest(IReadOnlyList<ScheduledThread> enabled)
    {
        var highest = 0;
        for (var index = 0; index < enabled.Count; index++)
        {
            if (Priority(enabled[index].Index) > Priority(enabled[highest].Index))
                highest = index;
        }

        return highest;
    }

    private int Priority(int thread)
    {
        if (!_priorities.TryGetValue(thread, out var priority))
            _priorities.Add(thread, priority = _random.Next(1, int.MaxValue));
        return priority;
    }
}
