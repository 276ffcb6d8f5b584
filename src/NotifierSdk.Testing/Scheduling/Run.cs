using NotifierSdk.Engine;
using NotifierSdk.Testing.Oracle;
using NotifierSdk.Testing.Reporting;
using NotifierSdk.Testing.Search;
using NotifierSdk.Seam;
using NotifierSdk.Waiting;

namespace NotifierSdk.Testing.Scheduling;

/// <summary>One schedule of a scenario. Exactly one thread runs at a time; at each step it picks the next one itself, so going on costs no switch.</summary>
internal sealed partial class Run : Scheduler
{
    // A loop that has read the same word so often, and written nothing, is held to wait for somebody else's step. Nobody can know that: a loop over many pages
    // looks the same. So it is more than the 64 pages of a scenario, for the default of MaxSteps; and still a part, so that several loops can end within MaxSteps.
    private const int LeastReads = 12;
    private const int PartOfSteps = 40;

    private readonly ExplorationOptions _options;
    private readonly WorkerPool _workers;
    private readonly Words _words;
    private readonly int _number;
    private readonly Strategy _strategy;
    private readonly Dependences? _dependences;
    private readonly int _mostReads;
    private readonly List<ScheduledThread> _threads = [];
    private readonly List<ScheduledThread> _enabled = [];
    private readonly List<Decision> _decisions = [];
    private readonly List<(int Thread, int Steps)> _steps = [];
    private readonly List<Func<string?>> _atEnd = [];
    private readonly Stack<IDisposable> _resources = [];
    private readonly TaskCompletionSource _ended = new();
    private int _stepCount;
    private int _current = -1;
    private int _setUpThreads;
    private bool _isSettingUp;
    private bool _isLooking;
    private bool _isOver;

    [ThreadStatic]
    private static ScheduledThread? t_thread;

    internal Run(ExplorationOptions options, WorkerPool workers, Words words, int number, Strategy strategy, Timeline? timeline = null)
    {
        (_options, _workers, _words, _number, _strategy) = (options, workers, words, number, strategy);
        Timeline = timeline;
        _mostReads = Math.Max(LeastReads, options.MaxSteps / PartOfSteps);
        _dependences = strategy.TellsSchedulesApart ? new Dependences() : null;
        Oracle = new ProtocolOracle(this);
    }

    internal ProtocolOracle Oracle { get; }

    internal Timeline? Timeline { get; }

    internal IReadOnlyList<ScheduledThread> Threads => _threads;

    /// <summary>How many of them the scenario made; the others are work for the thread pool, and continuations.</summary>
    internal int ThreadsOfScenario => _setUpThreads;

    internal IReadOnlyList<Decision> Decisions => _decisions;

    /// <summary>How many steps each thread took in a row, in order: every step, also those that were no decision.</summary>
    internal IReadOnlyList<(int Thread, int Steps)> Steps => _steps;

    internal int StepCount => _stepCount;

    internal int Preemptions { get; private set; }

    /// <summary>Which thread was not let go on although it could, because it seemed to wait in a loop; null if there was none. What it would have done was not run.</summary>
    internal string? HeldBack { get; private set; }

    internal Verdict? Verdict { get; private set; }

    internal string? Failure { get; private set; }

    internal Exception? Exception { get; private set; }

    /// <summary>The thread in whose step the failure was found; -1 for none.</summary>
    internal int FailingThread { get; private set; } = -1;

    /// <summary>The step that was taken last; null unless the strategy tells schedules apart.</summary>
    internal Transition? LastTransition => _dependences?.Last;

    /// <summary>The thread that calls.</summary>
    internal static ScheduledThread Running => t_thread!;

    internal UInt128 Trace => _dependences!.Trace;

    internal void Add(string name, Action body) => _threads.Add(new ScheduledThread(_threads.Count, $"{_setUpThreads++}", name, body));

    internal void AtEnd(Func<string?> check) => _atEnd.Add(check);

    internal void Own(IDisposable resource) => _resources.Push(resource);

    /// <summary>Lets the scenario make its objects and threads, on the calling thread and without steps.</summary>
    internal void SetUp(Action<Scenario> scenario)
    {
        Interception.Scheduler = this;
        _isSettingUp = true;
        try
        {
            scenario(new Scenario(this));
        }
        finally
        {
            _isSettingUp = false;
            Interception.Scheduler = null;
        }

        if (_threads.Count == 0)
            throw new InvalidOperationException($"The scenario has no thread, so there is nothing to explore; add some with {nameof(Scenario)}.{nameof(Scenario.Thread)}.");
    }

    /// <summary>Runs all threads to their end, or to the first failure.</summary>
    internal void Execute()
    {
        if (_isOver)
            return;
        Try($"a function of {nameof(Scenario.Mirrors)}", Oracle.Look);
        PassToken();
        Watch();
        if (Failure is null)
            CheckAtEnd();
        if (Failure is not null)
            _workers.Renew();
    }

    /// <summary>Fails where the thread can be stopped at once.</summary>
    internal void Fail(Verdict verdict, string failure)
    {
        Note(verdict, failure);
        throw new RunOverException();
    }

    /// <summary>Fails where nothing may be thrown: the schedule ends at the next step.</summary>
    internal void Note(Verdict verdict, string failure, Exception? exception = null)
    {
        if (Failure is null)
        {
            (Verdict, Failure, Exception, FailingThread) = (verdict, failure, exception, t_thread?.Index ?? -1);
            Timeline?.Fail(t_thread?.Index ?? -1, this);
        }

        _isOver = true;
    }

    /// <summary>Adds a line to the report, in the calling thread's column.</summary>
    internal void Tell(string text)
    {
        if (Timeline is not null && t_thread is not null && !_isOver)
            Timeline.Add(t_thread.Index, text, this);
    }

    internal string NameOf(IntervalNotifier driver) => Look(() => Names.Of(driver));

    /// <summary>Calls code that looks at the scenario's objects: nothing in it is a step.</summary>
    internal T Look<T>(Func<T> look)
    {
        var wasLooking = _isLooking;
        _isLooking = true;
        try
        {
            return look();
        }
        finally
        {
            _isLooking = wasLooking;
        }
    }

    internal void Look(Action look) => Look(() =>
    {
        look();
        return true;
    });

    /// <summary>A step that everything depends on.</summary>
    internal void Everything(string name) => Step(StepKind.Everything, null, name, -1);

    /// <summary>Waits, in an explored thread, for the end of an asynchronous method.</summary>
    internal void Await(Task task)
    {
        t_thread!.AwaitedTask = task;
        while (!task.IsCompleted)
            Step(StepKind.Await, task, "await", -1);
        t_thread.AwaitedTask = null;
        task.GetAwaiter().GetResult();
    }

    /// <summary>After all threads have ended: the scenario's own checks.</summary>
    internal string? LookAtEnd() => Look(() => _atEnd.Select(LookAtEnd).FirstOrDefault(failure => failure is not null));

    private string? LookAtEnd(Func<string?> check)
    {
        var failure = check();
        RunQueued();
        return failure;
    }

    private void CheckAtEnd()
    {
        Interception.Scheduler = this;
        try
        {
            Look(() =>
            {
                Try($"a function of {nameof(Scenario.Mirrors)} or {nameof(Scenario.Keeps)}", Oracle.CheckAtEnd);
                Try($"a check of {nameof(Scenario.AtEnd)}", () =>
                {
                    if (Failure is null && LookAtEnd() is { } failure)
                        Note(Testing.Verdict.Failed, failure);
                });
                while (_resources.TryPop(out var resource))
                {
                    Try($"{nameof(IDisposable.Dispose)} of {resource.GetType().Name}", () =>
                    {
                        resource.Dispose();
                        RunQueued();
                    });
                }
            });
        }
        finally
        {
            Interception.Scheduler = null; // the thread is the test's
        }
    }

    /// <summary>Calls code of the scenario that runs in none of its threads. What it throws fails the schedule, as in a thread.</summary>
    private void Try(string what, Action call)
    {
        try
        {
            call();
        }
        catch (RunOverException)
        {
            _isOver = true; // whoever threw it has noted the failure
        }
        catch (Exception exception)
        {
            Note(Testing.Verdict.Failed, $"{what} threw {exception.GetType().Name}: {exception.Message}", exception);
        }
    }

    /// <summary>The thread's next step. Returns when the thread is to take it.</summary>
    private void Step(StepKind kind, object? owner, string word, int wordId)
    {
        ThrowIfOver();
        var thread = t_thread!;
        thread.SetPending(kind, owner, word, wordId);
        EndTransition(thread);
        var next = Choose();
        if (next is null)
            throw new RunOverException();
        if (!ReferenceEquals(next, thread))
        {
            Resume(next);
            thread.Worker!.AwaitToken();
            ThrowIfOver();
        }

        Took(thread);
    }

    /// <summary>Counts a step that the thread takes now.</summary>
    private void Took(ScheduledThread thread)
    {
        _stepCount++;
        if (_steps.Count > 0 && _steps[^1].Thread == thread.Index)
            _steps[^1] = (thread.Index, _steps[^1].Steps + 1);
        else
            _steps.Add((thread.Index, 1));
    }

    private void EndTransition(ScheduledThread thread)
    {
        if (Oracle.Mirrors.Count > 0)
        {
            _isLooking = true;
            try
            {
                Oracle.Look();
            }
            finally
            {
                _isLooking = false;
            }
        }

        if (_dependences is null)
            return;
        _dependences.Last!.HeldLocks |= HoldsAnything(thread);
        _dependences.End(thread, _threads);
    }

    private void Resume(ScheduledThread thread)
    {
        if (thread.Worker is not null)
        {
            thread.Worker.GiveToken();
            return;
        }

        thread.Worker = _workers[thread.Index];
        thread.Worker.Run(() =>
        {
            t_thread = thread;
            Interception.Scheduler = this;
            RunBody(thread);
            Interception.Scheduler = null;
            thread.IsFinished = true;
            PassToken();
        });
    }

    private void RunBody(ScheduledThread thread)
    {
        try
        {
            Took(thread);
            thread.Body();
            if (!_isOver)
                EndTransition(thread);
        }
        catch (RunOverException)
        {
            _isOver = true;
        }
        catch (Exception exception) when (ReferenceEquals(_interrupted, thread) && ForeignBlocking.InterruptionIn(exception) is not null)
        {
            Note(Testing.Verdict.ForeignBlocking, ForeignBlocking.Describe(thread.Name, ForeignBlocking.InterruptionIn(exception)!), exception);
        }
        catch (Exception exception)
        {
            Note(Testing.Verdict.Failed, $"{thread.Name} threw {exception.GetType().Name}: {exception.Message}", exception);
        }
    }

    /// <summary>The thread that ran has ended: another goes on, or the schedule is over.</summary>
    private void PassToken()
    {
        var next = _isOver ? null : Choose();
        // Over before all have ended: the others unwind, one after the other. What has not started never does.
        next ??= _threads.Find(thread => !thread.IsFinished && thread.Worker is not null);
        if (next is null)
            _ended.TrySetResult();
        else
            Resume(next);
    }

    private ScheduledThread? Choose()
    {
        if (_isOver)
            return null;
        if (_diagnosed is not null)
            return Diagnose();
        FindEnabled();
        if (_enabled.Count == 0)
            return Diagnose();
        if (_stepCount >= _options.MaxSteps)
        {
            Note(Testing.Verdict.Livelock, $"livelock: no end after {_options.MaxSteps} steps; the threads keep going round ({Describe(thread => !thread.IsFinished)})");
            return null;
        }

        var canContinue = _current >= 0 && _enabled[0].Index == _current && !IsTimingOut(_enabled[0]);
        var chosen = _enabled.Count == 1 && !_strategy.DecidesEveryStep ? 0 : _strategy.Choose(this, _enabled, canContinue);
        return Take(chosen, canContinue);
    }

    private ScheduledThread Take(int chosen, bool canContinue)
    {
        var thread = _enabled[chosen];
        var decision = new Decision(Indexes(), chosen, canContinue, thread.Kind, thread.Word);
        _decisions.Add(decision);
        if (decision.IsPreemption)
            Preemptions++;
        _current = thread.Index;
        Timeline?.Step(thread);
        if (thread.Kind is not (StepKind.Read or StepKind.Start or StepKind.Lock))
            Written(thread);
        _dependences?.Begin(thread, _threads);
        if (_dependences is not null)
            _dependences.Last!.HeldLocks = HoldsAnything(thread);
        return thread;
    }

    // Somebody writes: whoever goes round in a loop may find something new.
    private void Written(ScheduledThread writer)
    {
        foreach (var thread in _threads)
        {
            // A point tells the others something, and the thread itself nothing that it did not know.
            if (writer.Kind != StepKind.Point || !ReferenceEquals(thread, writer))
                thread.Refresh();
        }
    }

    private int[] Indexes()
    {
        if (_enabled.Count == 1)
            return SingleIndex.Of(_enabled[0].Index);
        var indexes = new int[_enabled.Count];
        for (var index = 0; index < indexes.Length; index++)
            indexes[index] = _enabled[index].Index;
        return indexes;
    }

    /// <summary>Those who can take their next step: the one that ran first, those whose time would have to be up last, and no one who only goes round in a loop.</summary>
    private void FindEnabled()
    {
        _enabled.Clear();
        var areTimingOut = 0;
        var areSpinning = 0;
        foreach (var thread in _threads)
        {
            if (!IsEnabled(thread))
                continue;
            if (IsTimingOut(thread))
                areTimingOut++;
            areSpinning += thread.IsSpinning ? 1 : 0;
            if (thread.Index == _current)
                _enabled.Insert(0, thread);
            else
                _enabled.Add(thread);
        }

        // A replay is told each step, and counts reads that the search passed over.
        if (areSpinning > 0 && areSpinning < _enabled.Count && !_strategy.StopsEverywhere)
            HoldBackSpinning();
        if (areTimingOut > 0 && _enabled.Count > 1)
        {
            var timingOut = _enabled.FindAll(IsTimingOut);
            _enabled.RemoveAll(IsTimingOut);
            _enabled.AddRange(timingOut);
        }
    }

    private void HoldBackSpinning()
    {
        HeldBack ??= _enabled.Find(thread => thread.IsSpinning) is { } spinning
            ? $"'{spinning.Name}' came to '{spinning.SpinningAt}' more than {_mostReads} times while nobody else wrote anything, and was held back"
            : null;
        _enabled.RemoveAll(thread => thread.IsSpinning);
    }

    private bool IsEnabled(ScheduledThread thread) => !thread.IsFinished && thread.Kind switch
    {
        StepKind.Lock => !_locks.ContainsKey(thread.Owner!),
        StepKind.Park => thread.ParkedFor!.IsSignalled || thread.CanTimeOut || thread.Cancellation.IsCancellationRequested,
        StepKind.Await => thread.AwaitedTask!.IsCompleted,
        _ => true,
    };

    private static bool IsTimingOut(ScheduledThread thread) =>
        thread.Kind == StepKind.Park && !thread.ParkedFor!.IsSignalled && !thread.Cancellation.IsCancellationRequested;

    private void ThrowIfOver()
    {
        if (_isOver)
            throw new RunOverException();
    }
}
