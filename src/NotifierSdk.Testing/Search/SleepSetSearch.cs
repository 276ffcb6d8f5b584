using NotifierSdk.Testing.Scheduling;

namespace NotifierSdk.Testing.Search;

/// <summary>
/// Every interleaving, once: schedules that differ only in the order of independent steps are one. Depth first with sleep sets: what was tried at a
/// place is not tried again further down until a step is taken that depends on it.
/// </summary>
/// <remarks>Sleep sets alone, without persistent sets: they lose no interleaving, whatever is independent, which a test shows against the plain search.</remarks>
internal sealed class SleepSetSearch : Strategy
{
    private readonly List<Node> _nodes = [];
    private string? _difference;
    private bool _isStarted;
    private bool _isRedundant;

    internal override string Name => "every interleaving";

    internal override string Code => "s";

    internal override bool DecidesEveryStep => true;

    internal override bool TellsSchedulesApart => true;

    /// <summary>Whether the schedule that ran last was met before, in another order of independent steps.</summary>
    internal bool IsRedundant => _isRedundant;

    internal override bool TryPrepare()
    {
        (_difference, _isRedundant) = (null, false);
        if (_isStarted)
            return TryAdvance();
        return _isStarted = true;
    }

    internal override int Choose(Run run, IReadOnlyList<ScheduledThread> enabled, bool canContinue)
    {
        var step = run.Decisions.Count;
        Record(run, step);
        if (_isRedundant || _difference is not null)
            return 0;
        return step < _nodes.Count ? Follow(step, enabled) : Descend(run, step, enabled);
    }

    internal override string? Complete(Run run)
    {
        Record(run, run.Decisions.Count);
        return _difference ?? (run.Decisions.Count < _nodes.Count ? $"decision {run.Decisions.Count} does not come when the schedule is run again" : null);
    }

    internal override void Restart()
    {
        _nodes.Clear();
        _isStarted = false;
    }

    // The step that was taken at the node before is known now.
    private void Record(Run run, int step)
    {
        if (step > 0 && step <= _nodes.Count)
            _nodes[step - 1].Taken = run.LastTransition;
    }

    private int Follow(int step, IReadOnlyList<ScheduledThread> enabled)
    {
        var node = _nodes[step];
        if (node.Enabled.Length != enabled.Count)
            return Differ(step);
        var chosen = -1;
        for (var index = 0; index < enabled.Count; index++)
        {
            if (node.Enabled[index] != enabled[index].Index || node.Words[index] != enabled[index].Word)
                return Differ(step);
            if (enabled[index].Index == node.Chosen)
                chosen = index;
        }

        return chosen;
    }

    private int Differ(int step)
    {
        _difference = $"decision {step} is between other threads, or other steps of them, when the schedule is run again";
        return 0;
    }

    private int Descend(Run run, int step, IReadOnlyList<ScheduledThread> enabled)
    {
        var node = new Node(enabled, step == 0 ? [] : Asleep(run, _nodes[step - 1]));
        for (var index = 0; index < enabled.Count; index++)
        {
            if (node.IsAsleep(enabled[index].Index))
                continue;
            node.Chosen = enabled[index].Index;
            _nodes.Add(node);
            return index;
        }

        // Everything that could be done here was tried before, in another order. The schedule ends as it may.
        _isRedundant = true;
        return 0;
    }

    /// <summary>What stays asleep after the step that was taken at the node: what commutes with it.</summary>
    private static List<Transition> Asleep(Run run, Node node)
    {
        var asleep = new List<Transition>();
        foreach (var sleeping in node.Asleep)
            AddIfIndependent(sleeping);
        foreach (var done in node.Done)
            AddIfIndependent(done);
        return asleep;

        void AddIfIndependent(Transition tried)
        {
            if (tried.Thread != node.Taken!.Thread && !Dependence.Between(tried, run.Threads[tried.Thread], node.Taken))
                asleep.Add(tried);
        }
    }

    private bool TryAdvance()
    {
        while (_nodes.Count > 0)
        {
            var node = _nodes[^1];
            node.Done.Add(node.Taken!);
            foreach (var thread in node.Enabled)
            {
                if (node.IsAsleep(thread))
                    continue;
                node.Chosen = thread;
                return true;
            }

            _nodes.RemoveAt(_nodes.Count - 1);
        }

        return false;
    }

    private sealed class Node(IReadOnlyList<ScheduledThread> enabled, List<Transition> asleep)
    {
        internal int[] Enabled { get; } = [.. enabled.Select(thread => thread.Index)];

        internal string[] Words { get; } = [.. enabled.Select(thread => thread.Word)];

        /// <summary>What was tried before the node was reached, and commutes with everything since.</summary>
        internal List<Transition> Asleep { get; } = asleep;

        /// <summary>What was tried at the node.</summary>
        internal List<Transition> Done { get; } = [];

        internal int Chosen { get; set; }

        internal Transition? Taken { get; set; }

        internal bool IsAsleep(int thread) => Asleep.Exists(sleeping => sleeping.Thread == thread) || Done.Exists(done => done.Thread == thread);
    }
}
