using NotifierSdk.Testing.Scheduling;
using NotifierSdk.Testing.Search;

namespace NotifierSdk.Testing.Tests.Search;

/// <summary>
/// The plain search, made bearable without any of the reduction that it is to judge: depth first over every choice, except that a place which was reached
/// before by the same steps in another order of independent ones is not searched a second time. Needs memory for every place; is obviously complete.
/// </summary>
internal sealed class PrefixSearch : Strategy
{
    private readonly HashSet<UInt128> _seen = [];
    private readonly List<(int[] Enabled, int Chosen)> _nodes = [];
    private bool _isStarted;
    private bool _isKnown;

    internal override string Name => "every place";

    internal override string Code => "t";

    internal override bool DecidesEveryStep => true;

    internal override bool TellsSchedulesApart => true;

    internal override bool TryPrepare()
    {
        _isKnown = false;
        if (!_isStarted)
            return _isStarted = true;
        while (_nodes.Count > 0)
        {
            var (enabled, chosen) = _nodes[^1];
            if (chosen + 1 < enabled.Length)
            {
                _nodes[^1] = (enabled, chosen + 1);
                return true;
            }

            _nodes.RemoveAt(_nodes.Count - 1);
        }

        return false;
    }

    internal override int Choose(Run run, IReadOnlyList<ScheduledThread> enabled, bool canContinue)
    {
        var step = run.Decisions.Count;
        if (step < _nodes.Count)
            return IndexOf(enabled, _nodes[step].Enabled[_nodes[step].Chosen]);
        if (_isKnown || !_seen.Add(step == 0 ? 0 : run.Trace))
        {
            _isKnown = true;
            return 0;
        }

        var indexes = enabled.Select(thread => thread.Index).ToArray();
        _nodes.Add((indexes, 0));
        return 0;
    }

    internal override void Restart()
    {
        _seen.Clear();
        _nodes.Clear();
        _isStarted = false;
    }

    private static int IndexOf(IReadOnlyList<ScheduledThread> enabled, int thread)
    {
        for (var index = 0; index < enabled.Count; index++)
        {
            if (enabled[index].Index == thread)
                return index;
        }

        throw new InvalidOperationException("the scenario is not deterministic");
    }
}
