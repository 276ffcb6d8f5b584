using System.Globalization;
using NotifierSdk.Testing.Scheduling;

namespace NotifierSdk.Testing.Search;

/// <summary>Every schedule with at most so many preemptions, depth first: each thread goes on as long as it can, and is stopped at one place after another.</summary>
internal sealed class BoundedSearch(int bound, bool tellsApart = false) : Strategy
{
    private readonly List<int> _prefix = [];
    private IReadOnlyList<Decision> _before = [];
    private bool _isStarted;

    internal override string Name => bound == int.MaxValue ? "every schedule" : string.Create(CultureInfo.InvariantCulture, $"at most {bound} preemption{(bound == 1 ? "" : "s")}");

    internal override string Code => "b";

    internal override bool DecidesEveryStep => true;

    internal override bool TellsSchedulesApart => tellsApart;

    internal override bool TryPrepare()
    {
        if (_isStarted)
            return TryAdvance();
        return _isStarted = true;
    }

    internal override int Choose(Run run, IReadOnlyList<ScheduledThread> enabled, bool canContinue)
    {
        var step = run.Decisions.Count;
        return step < _prefix.Count ? Math.Min(_prefix[step], enabled.Count - 1) : 0;
    }

    internal override string? Complete(Run run)
    {
        var before = _before;
        _before = run.Decisions;
        for (var step = 0; step < _prefix.Count; step++)
        {
            if (step >= run.Decisions.Count)
                return $"decision {step} does not come when the schedule is run again";
            var (former, now) = (before[step], run.Decisions[step]);
            var isLast = step == _prefix.Count - 1; // another thread was chosen there
            if (Differs(step, former.Enabled, isLast ? now.Kind : former.Kind, isLast ? now.Word : former.Word, in now) is { } difference)
                return difference;
        }

        return null;
    }

    internal override void Restart()
    {
        _prefix.Clear();
        (_before, _isStarted) = ([], false);
    }

    private bool TryAdvance()
    {
        var preemptions = new int[_before.Count + 1];
        for (var index = 0; index < _before.Count; index++)
            preemptions[index + 1] = preemptions[index] + (_before[index].IsPreemption ? 1 : 0);

        for (var index = _before.Count - 1; index >= 0; index--)
        {
            var decision = _before[index];
            var next = decision.Chosen + 1;
            if (next == decision.Enabled.Length || preemptions[index] + (decision.CanContinue ? 1 : 0) > bound)
                continue;
            _prefix.Clear();
            for (var earlier = 0; earlier < index; earlier++)
                _prefix.Add(_before[earlier].Chosen);
            _prefix.Add(next);
            return true;
        }

        return false;
    }
}
