using NotifierSdk.Testing.Reporting;
using NotifierSdk.Testing.Scheduling;

namespace NotifierSdk.Testing.Search;

/// <summary>
/// Searches the schedules of a scenario: those with the fewest preemptions first, so that the first failure is also the smallest; then every interleaving, if
/// the threads are few; then, if those were too many, at random. Sequentially consistent: it sees orders of steps, not of memory.
/// </summary>
internal sealed class Explorer(Action<Scenario> scenario, ExplorationOptions options, string test)
{
    // Beyond that the interleavings are too many.
    private const int MostThreadsForAll = 3;

    private readonly Exploration _exploration = new() { Seed = 0 };
    private readonly Words _words = new();
    private int _runs;
    private int _mostThreads;

    internal Exploration Explore()
    {
        using var workers = new WorkerPool();
        if (ReplayToken.FromEnvironment(test) is { } token)
        {
            Rerun(workers, token.Steps, token.Strategy, isAskedFor: true);
            _exploration.Strategy = "replay";
            return _exploration;
        }

        for (var bound = 0; bound <= options.MaxPreemptions && _exploration.Schedules < BoundedBudget; bound++)
        {
            if (!TryRun(workers, new BoundedSearch(bound), () => BoundedBudget))
                return _exploration;
        }

        if (CanRunAll && !TryRun(workers, new SleepSetSearch(), () => options.MaxSchedules))
            return _exploration;
        if (_exploration.IsComplete || options.RandomSchedules == 0)
            return _exploration;
        _exploration.Seed = options.Seed;
        var half = options.RandomSchedules / 2;
        if (TryRun(workers, new RandomWalk(options.Seed, options.RandomSchedules - half), () => int.MaxValue))
            TryRun(workers, new PriorityWalk(options.Seed, half), () => int.MaxValue);
        return _exploration;
    }

    /// <summary>Whether the search for every interleaving applies, as far as the schedules so far show.</summary>
    private bool CanRunAll => options.IsExhaustive && _mostThreads <= MostThreadsForAll;

    // Half of the budget is kept for the search that can be complete. The first schedule shows whether it applies.
    private int BoundedBudget => CanRunAll ? Math.Max(1, options.MaxSchedules / 2) : options.MaxSchedules;

    /// <summary>Runs one strategy alone, to its end or until so many schedules were run.</summary>
    internal Exploration Explore(Strategy strategy, int maxSchedules)
    {
        using var workers = new WorkerPool();
        TryRun(workers, strategy, () => maxSchedules);
        return _exploration;
    }

    /// <summary>Runs a strategy until it is exhausted or the budget is; false once something failed.</summary>
    private bool TryRun(WorkerPool workers, Strategy strategy, Func<int> maxSchedules)
    {
        _exploration.Strategy = strategy.Name;
        _exploration.Traces.Clear();
        string? heldBack = null;
        while (_exploration.Schedules < maxSchedules() && strategy.TryPrepare())
        {
            var run = Run(workers, strategy);
            if (run.Failure is null && strategy.Complete(run) is { } difference)
                run.Note(Verdict.NotDeterministic, $"this test is not deterministic: {difference}. Leave out clocks, random numbers, static state and threads that the scenario did not make");
            _exploration.Strategy = strategy.Name;
            if (run.Failure is not null)
            {
                Report(workers, run, strategy);
                return false;
            }

            if (strategy.TellsSchedulesApart && strategy is not SleepSetSearch { IsRedundant: true })
                _exploration.Traces.Add(run.Trace);
            heldBack ??= run.HeldBack;
            if (!_words.TryGrow())
                continue;
            strategy.Restart();
            _exploration.Traces.Clear();
            heldBack = null;
        }

        if (strategy.TellsSchedulesApart)
            _exploration.HeldBack = heldBack;
        _exploration.IsComplete = strategy.TellsSchedulesApart && heldBack is null && _exploration.Schedules < maxSchedules();
        _exploration.Interleavings = _exploration.IsComplete ? _exploration.Traces.Count : 0;
        return true;
    }

    private Run Run(WorkerPool workers, Strategy strategy, Timeline? timeline = null)
    {
        _exploration.Schedules++;
        var run = new Run(options, workers, _words, ++_runs, strategy, timeline);
        run.SetUp(scenario);
        _mostThreads = Math.Max(_mostThreads, run.ThreadsOfScenario);
        run.Execute();
        return run;
    }

    /// <summary>Runs the failing schedule once more, and writes down what happens.</summary>
    private void Report(WorkerPool workers, Run failed, Strategy strategy)
    {
        var schedules = _exploration.Schedules;
        Fill(failed, strategy.Code);
        if (failed.Verdict is not (Verdict.ForeignBlocking or Verdict.NotDeterministic))
            Rerun(workers, failed.Steps, strategy.Code);
        (_exploration.Schedules, _exploration.Preemptions) = (schedules, failed.Preemptions);
    }

    private void Rerun(WorkerPool workers, IReadOnlyList<(int Thread, int Steps)> steps, string code, bool isAskedFor = false)
    {
        var (timeline, replay) = (new Timeline(), new Replay(steps));
        replay.TryPrepare();
        var run = Run(workers, replay, timeline);
        if (run.Failure is null && isAskedFor && replay.Difference is null)
        {
            _exploration.IsPassedReplay = true; // the bug is fixed, or the token is that of another case of the theory
            return;
        }

        if (run.Failure is null)
        {
            run.Note(Verdict.NotDeterministic, isAskedFor
                ? $"the token does not fit this test any more: {replay.Difference}. Unset {ReplayToken.Variable} to run all schedules"
                : $"this test is not deterministic: a schedule that failed ({_exploration.Failure}) does not fail when it is run again{(replay.Difference is { } difference ? $"; {difference}" : "")}. Leave out clocks, random numbers, static state and threads that the scenario did not make");
        }

        Fill(run, code);
        timeline.Complete(run);
        _exploration.Timeline = timeline;
        _exploration.Schedule = TextReport.Of(timeline);
        _exploration.RawSchedule = timeline.Raw;
        // The same steps, told in the same words.
        _exploration.ReplayToken = new ReplayToken(code, ReplayToken.HashOf(test), steps).ToString();
    }

    private void Fill(Run run, string code)
    {
        (_exploration.Verdict, _exploration.Failure, _exploration.Exception) = (run.Verdict, run.Failure, run.Exception);
        _exploration.Preemptions = run.Preemptions;
        _exploration.ReplayToken ??= new ReplayToken(code, ReplayToken.HashOf(test), run.Steps).ToString();
    }
}
