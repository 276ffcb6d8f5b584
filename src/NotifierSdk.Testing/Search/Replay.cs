using NotifierSdk.Testing.Scheduling;

namespace NotifierSdk.Testing.Search;

/// <summary>Follows the steps of one schedule that was run before.</summary>
internal sealed class Replay(IReadOnlyList<(int Thread, int Steps)> steps) : Strategy
{
    private int _place;
    private int _taken;
    private string? _difference;
    private bool _isPrepared;

    internal override string Name => "replay";

    internal override string Code => "x";

    internal override bool StopsEverywhere => true;

    internal override bool DecidesEveryStep => true;

    internal override bool TryPrepare() => !_isPrepared && (_isPrepared = true);

    internal override int Choose(Run run, IReadOnlyList<ScheduledThread> enabled, bool canContinue)
    {
        if (_place < steps.Count && _taken == steps[_place].Steps)
            (_place, _taken) = (_place + 1, 0);
        if (_place == steps.Count)
            return FirstThatGoesOn(enabled); // the schedule ended here; what follows is the way to the end
        _taken++;
        for (var index = 0; index < enabled.Count; index++)
        {
            if (enabled[index].Index == steps[_place].Thread)
                return index;
        }

        _difference ??= $"thread {steps[_place].Thread} cannot take the step that it took before";
        return FirstThatGoesOn(enabled);
    }

    /// <summary>What went otherwise than before; null if nothing did.</summary>
    internal string? Difference => _difference ?? (IsCutShort ? "the schedule ends before the token does" : null);

    internal override string? Complete(Run run) => Difference;

    private bool IsCutShort => _place < steps.Count - 1 || (_place < steps.Count && _taken < steps[_place].Steps);

    // A replay is asked about threads that wait in a loop, too.
    private static int FirstThatGoesOn(IReadOnlyList<ScheduledThread> enabled)
    {
        for (var index = 0; index < enabled.Count; index++)
        {
            if (!enabled[index].IsSpinning)
                return index;
        }

        return 0;
    }
}
