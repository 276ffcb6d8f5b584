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
        var runs = 0;
        var isComplete = true;
        for (var bound = 0; bound <= maxPreemptions; bound++)
        {
            var prefix = new List<int>();
            while (true)
            {
                if (runs == maxRuns)
                {
                    isComplete = false;
                    break;
                }

                runs++;
                var run = Run(scenario, seeded, workers, (_, _, step) => step < prefix.Count ? prefix[step] : 0);
                if (run.Failure is not null)
                    return new Exploration(runs, false, run.Failure, run.ToString());
                if (!TryAdvance(run.Decisions, bound, prefix))
                    break;
            }
        }

        for (var seed = 1; seed <= randomRuns; seed++)
        {
            runs++;
            var random = new Random(seed);
            // Mostly go on: real bugs need few preemptions, at any place.
            var run = Run(scenario, seeded, workers, (enabled, canContinue, _) =>
                canContinue && random.Next(8) != 0 ? 0 : random.Next(enabled.Length));
            if (run.Failure is not null)
                return new Exploration(runs, false, $"{run.Failure} (seed {seed})", run.ToString());
        }

        return new Exploration(runs, isComplete, null, null);
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
