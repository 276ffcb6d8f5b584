using NotifierSdk.Seam;

namespace NotifierSdk.Testing.Scheduling;

/// <content>What becomes of a schedule in which nobody goes on.</content>
internal sealed partial class Run
{
    // How often nothing may have happened, in units of patience, before a thread that is not blocked counts as spinning.
    private const int PatienceWithSpinning = 5;

    private ScheduledThread? _diagnosed;
    private int _nextToDiagnose;
    private string? _stuck;
    private ScheduledThread? _interrupted;

    /// <summary>
    /// Nobody can go on. Every wake-up may come for nothing, so each thread that waits is woken once: if it then goes on, what it waited for had happened, and
    /// a wake-up was lost; if it waits again, it waits for something that never comes.
    /// </summary>
    private ScheduledThread? Diagnose()
    {
        if (_threads.TrueForAll(thread => thread.IsFinished))
        {
            if (_diagnosed is not null)
                WasLost(_diagnosed);
            return null;
        }

        _stuck ??= Describe(thread => !thread.IsFinished);
        if (_diagnosed is { IsFinished: true } or { Kind: StepKind.Point })
            WasLost(_diagnosed);
        else if (_diagnosed is { Kind: not StepKind.Park } && IsEnabled(_diagnosed) && _stepCount < _options.MaxSteps)
            return _diagnosed;
        if (_isOver)
            return null;
        while (_nextToDiagnose < _threads.Count)
        {
            var thread = _threads[_nextToDiagnose++];
            if (!thread.IsFinished && thread.Kind == StepKind.Park)
            {
                _current = thread.Index;
                return _diagnosed = thread;
            }
        }

        Note(Testing.Verdict.Deadlock, $"deadlock: {_stuck}");
        return null;
    }

    private void WasLost(ScheduledThread thread) =>
        Note(Testing.Verdict.LostWakeup, $"lost wake-up: '{thread.Name}' waits, and what it waits for has happened; nobody woke it ({_stuck})");

    private string Describe(Func<ScheduledThread, bool> which) => string.Join("; ", _threads.Where(which).Select(Describe));

    private string Describe(ScheduledThread thread) => thread.Kind switch
    {
        StepKind.Lock when _locks.TryGetValue(thread.Owner!, out var held) => $"'{thread.Name}' waits for the lock '{thread.Word}', which '{held.Thread.Name}' holds",
        StepKind.Park => $"'{thread.Name}' waits until it is woken",
        StepKind.Await => $"'{thread.Name}' awaits a task that no thread of the scenario completes; the explorer does not control timers and Task.Run",
        _ => $"'{thread.Name}' is at '{thread.Pending}'",
    };

    /// <summary>Waits for the end of the schedule; says so when a thread is blocked in something that is not intercepted.</summary>
    private void Watch()
    {
        var (seen, silent) = (-1, 0);
        while (!_ended.Task.Wait(_options.Patience))
        {
            if (seen != _stepCount)
            {
                (seen, silent) = (_stepCount, 0);
                continue;
            }

            var thread = _threads[_current];
            if (thread.Worker is not { IsAwake: true } worker)
                continue; // it has the token, and the machine has no time for it
            if (worker.IsBlocked && _interrupted is null)
            {
                _interrupted = thread;
                worker.Interrupt();
            }
            else if (++silent >= PatienceWithSpinning)
            {
                // It cannot be stopped; the thread is left to itself.
                Note(
                    Testing.Verdict.ForeignBlocking,
                    $"'{thread.Name}' takes no step for {_options.Patience.TotalSeconds * silent} seconds: it computes, or waits in a loop. Put an {nameof(Interleavings)}.{nameof(Interleavings.Point)} into the loop, so that the others can run");
                return;
            }
        }
    }
}
