using NotifierSdk.Seam;

namespace NotifierSdk.Runtime.Tests.Exploration;

/// <summary>What a search found: the first failure with its schedule, or none in so many runs.</summary>
/// <param name="Runs">How many schedules were run.</param>
/// <param name="IsComplete">Whether these were all within the bound.</param>
/// <param name="Failure">What went wrong in the last one; null if nothing did.</param>
/// <param name="Schedule">The steps of the failing run.</param>
internal sealed record Exploration(int Runs, bool IsComplete, string? Failure, string? Schedule)
{
    public override string ToString() =>
        Failure is null ? $"no failure in {Runs} runs{(IsComplete ? ", all within the bound" : "")}" : $"{Failure} (run {Runs}){Environment.NewLine}{Schedule}";
}

/// <summary>
/// Searches the schedules of a scenario, those with the fewest preemptions first, so that the first failure is also the smallest; then, what is
/// left of the budget, at random. Sequentially consistent: it sees orders of steps, not of memory.
/// </summary>
internal static class Explorer
{
    /// <param name="scenario">Builds one fresh scenario in the run it is given; called for each run.</param>
    /// <param name="seeded">The rule of the protocol that is broken on purpose.</param>
    /// <param name="maxPreemptions">How many times a thread that could go on may be stopped, in the systematic part.</param>
    /// <param name="maxRuns">The budget of the systematic part.</param>
    /// <param name="randomRuns">How many random schedules follow.</param>
    internal static Exploration Explore(
        Action<ExploredRun> scenario, SeededBug seeded = SeededBug.None, int maxPreemptions = 2, int maxRuns = 20_000, int randomRuns = 2_000)
    {
        var workers = new List<Worker>();
        try
        {
            var systematic = Systematically(scenario, seeded, workers, maxPreemptions, maxRuns);
            return systematic.Failure is null ? AtRandom(scenario, seeded, workers, randomRuns, systematic) : systematic;
        }
        finally
        {
            workers.ForEach(worker => worker.Stop());
        }
    }

    private static Exploration Systematically(Action<ExploredRun> scenario, SeededBug seeded, List<Worker> workers, int maxPreemptions, int maxRuns)
    {
        var runs = 0;
        for (var bound = 0; bound <= maxPreemptions; bound++)
        {
            var prefix = new List<int>();
            IReadOnlyList<Decision> before = [];
            do
            {
                if (runs == maxRuns)
                    return new Exploration(runs, false, null, null);
                runs++;
                var run = Run(scenario, seeded, workers, (_, _, step) => step < prefix.Count ? prefix[step] : 0);
                var failure = run.Failure ?? Differs(before, run.Decisions, prefix.Count);
                if (failure is not null)
                    return new Exploration(runs, false, failure, run.ToString());
                before = run.Decisions;
            }
            while (TryAdvance(before, bound, prefix));
        }

        return new Exploration(runs, true, null, null);
    }

    private static Exploration AtRandom(Action<ExploredRun> scenario, SeededBug seeded, List<Worker> workers, int randomRuns, Exploration before)
    {
        for (var seed = 1; seed <= randomRuns; seed++)
        {
            var random = new Random(seed);
            // Mostly go on: real bugs need few preemptions, at any place.
            var run = Run(scenario, seeded, workers, (enabled, canContinue, _) =>
                canContinue && random.Next(8) != 0 ? 0 : random.Next(enabled.Length));
            if (run.Failure is not null)
                return new Exploration(before.Runs + seed, false, $"{run.Failure} (seed {seed})", run.ToString());
        }

        return before with { Runs = before.Runs + randomRuns };
    }

    /// <summary>What the replayed part of a run did otherwise than the run it replays; a scenario that differs by itself proves nothing.</summary>
    private static string? Differs(IReadOnlyList<Decision> before, IReadOnlyList<Decision> now, int replayed)
    {
        for (var step = 0; step < replayed; step++)
        {
            if (step >= now.Count || !before[step].Enabled.SequenceEqual(now[step].Enabled))
                return $"this scenario is not deterministic: step {step} can be taken by other threads when it is replayed";
            if (step < replayed - 1 && before[step].Step != now[step].Step)
                return $"this scenario is not deterministic: step {step} was '{before[step].Step}' and is '{now[step].Step}' when it is replayed";
        }

        return null;
    }

    private static ExploredRun Run(Action<ExploredRun> scenario, SeededBug seeded, List<Worker> workers, Func<int[], bool, int, int> choose)
    {
        var run = new ExploredRun(workers, choose) { Seeded = seeded };
        scenario(run);
        run.Execute();
        return run;
    }

    /// <summary>The next schedule in depth-first order with at most <paramref name="bound"/> preemptions; false if there is none.</summary>
    private static bool TryAdvance(IReadOnlyList<Decision> decisions, int bound, List<int> prefix)
    {
        var preemptions = new int[decisions.Count + 1];
        for (var index = 0; index < decisions.Count; index++)
            preemptions[index + 1] = preemptions[index] + (decisions[index] is { CanContinue: true, Chosen: > 0 } ? 1 : 0);

        for (var index = decisions.Count - 1; index >= 0; index--)
        {
            var decision = decisions[index];
            var next = decision.Chosen + 1;
            if (next == decision.Enabled.Length || preemptions[index] + (decision.CanContinue ? 1 : 0) > bound)
                continue;
            prefix.Clear();
            for (var earlier = 0; earlier < index; earlier++)
                prefix.Add(decisions[earlier].Chosen);
            prefix.Add(next);
            return true;
        }

        return false;
    }
}
