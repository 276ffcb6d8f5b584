using NotifierSdk.Seam;
using NotifierSdk.Waiting;

namespace NotifierSdk.Runtime.Tests.Exploration;

/// <summary>Unwinds the threads of a run that is over before they are.</summary>
internal sealed class RunAbandonedException : Exception;

/// <summary>One decision: who could go on, and who did.</summary>
/// <param name="Enabled">The threads that could take their next step; the one that ran before comes first, if it could go on.</param>
/// <param name="Chosen">The place of the one that did, in <paramref name="Enabled"/>.</param>
/// <param name="CanContinue">Whether the thread that ran before could go on, so that choosing another is a preemption.</param>
/// <param name="Step">What the chosen one did.</param>
internal readonly record struct Decision(int[] Enabled, int Chosen, bool CanContinue, string Step);

/// <summary>One schedule of a scenario. Exactly one thread runs at a time; at each step it picks the next one itself.</summary>
internal sealed class ExploredRun : Scheduler
{
    private const int MaxSteps = 5000;

    private readonly List<ExploredThread> _threads = [];
    private readonly List<Decision> _decisions = [];
    private readonly Dictionary<object, (int Thread, int Depth)> _locks = new(ReferenceEqualityComparer.Instance);
    private readonly Func<int[], bool, int, int> _choose; // enabled, can the last one continue, step number -> place in enabled
    private readonly TaskCompletionSource _ended = new();
    private readonly List<Worker> _workers;
    private int _current = -1;
    private bool _isAbandoned;

    [ThreadStatic]
    private static ExploredThread? t_thread;

    internal ExploredRun(List<Worker> workers, Func<int[], bool, int, int> choose)
    {
        _workers = workers;
        _choose = choose;
    }

    internal IReadOnlyList<Decision> Decisions => _decisions;

    internal string? Failure { get; private set; }

    /// <summary>What must hold when every thread has ended: says what does not.</summary>
    internal Func<string?>? AtEnd { get; set; }

    internal void Add(string name, Action body) => _threads.Add(new ExploredThread(_threads.Count, name, body));

    /// <summary>Runs all threads to their end, or to the first failure.</summary>
    internal void Execute()
    {
        for (var index = 0; index < _threads.Count; index++)
            Launch(_threads[index]);
        PassToken();
        if (!_ended.Task.Wait(TimeSpan.FromSeconds(20)))
            throw new InvalidOperationException($"A thread is blocked in something that is not intercepted; last steps:{Environment.NewLine}{this}");
        Failure ??= AtEnd?.Invoke();
    }

    internal void Fail(string failure)
    {
        Note(failure);
        throw new RunAbandonedException();
    }

    /// <summary>Fails where nothing may be thrown: the run ends at its next step.</summary>
    internal void Note(string failure)
    {
        Failure ??= failure;
        _isAbandoned = true;
    }

    internal override int SlotHint => t_thread!.Index;

    internal override void BeforeAccess(object owner, string word) => Step(owner is Type type ? $"{type.Name}.{word}" : $"{owner.GetType().Name}.{word}");

    internal override void Point(string name) => Step(name);

    internal override void Acquire(object @lock, string name)
    {
        var thread = t_thread!;
        if (_locks.TryGetValue(@lock, out var holder) && holder.Thread == thread.Index)
        {
            _locks[@lock] = (holder.Thread, holder.Depth + 1);
            return;
        }

        ThrowIfAbandoned();
        thread.WantedLock = @lock;
        Step($"lock {name}");
        thread.WantedLock = null;
        _locks[@lock] = (thread.Index, 1);
    }

    internal override bool TryAcquire(object @lock, string name)
    {
        ThrowIfAbandoned();
        Step($"try {name}");
        if (_locks.TryGetValue(@lock, out var holder) && holder.Thread != t_thread!.Index)
            return false;
        _locks[@lock] = (t_thread!.Index, holder.Depth + 1);
        return true;
    }

    internal override void Released(object @lock)
    {
        var (thread, depth) = _locks[@lock];
        if (depth > 1)
            _locks[@lock] = (thread, depth - 1);
        else
            _locks.Remove(@lock);
    }

    internal override bool Park(Waiter waiter, bool hasDeadline)
    {
        ThrowIfAbandoned();
        var thread = t_thread!;
        (thread.ParkedFor, thread.CanTimeOut) = (waiter, hasDeadline);
        Step("park");
        (thread.ParkedFor, thread.CanTimeOut) = (null, false);
        return waiter.IsSignalled;
    }

    internal override void Signalled(Waiter waiter)
    {
    }

    internal override void Queue(Action work)
    {
        if (_isAbandoned)
            return;
        var thread = new ExploredThread(_threads.Count, "thread pool", work);
        _threads.Add(thread);
        Launch(thread);
    }

    public override string ToString() => string.Join(Environment.NewLine, _decisions.Select(decision =>
        $"  {_threads[decision.Enabled[decision.Chosen]].Name,-14} {decision.Step}"));

    private void Launch(ExploredThread thread)
    {
        while (_workers.Count <= thread.Index)
            _workers.Add(new Worker());
        _workers[thread.Index].Run(() =>
        {
            thread.AwaitToken();
            t_thread = thread;
            Interception.Scheduler = this;
            RunBody(thread);
            Interception.Scheduler = null;
            thread.IsFinished = true;
            PassToken();
        });
    }

    private void RunBody(ExploredThread thread)
    {
        try
        {
            if (!_isAbandoned)
                thread.Body();
        }
        catch (RunAbandonedException)
        {
            _isAbandoned = true;
        }
        catch (Exception exception)
        {
            Failure ??= $"{thread.Name} threw {exception.GetType().Name}: {exception.Message}{Environment.NewLine}{exception.StackTrace}";
            _isAbandoned = true;
        }
    }

    private void Step(string step)
    {
        ThrowIfAbandoned();
        var thread = t_thread!;
        thread.Pending = step;
        var next = Choose();
        if (next is null)
            ThrowIfAbandoned();
        if (ReferenceEquals(next, thread))
            return;
        next!.GiveToken();
        thread.AwaitToken();
        ThrowIfAbandoned();
    }

    /// <summary>The thread that ran has ended: another goes on, or the run is over.</summary>
    private void PassToken()
    {
        var next = _isAbandoned ? _threads.Find(thread => !thread.IsFinished) : Choose();
        next ??= _threads.Find(thread => !thread.IsFinished); // a deadlock was found: unwind the others
        if (next is null)
            _ended.TrySetResult();
        else
            next.GiveToken();
    }

    private ExploredThread? Choose()
    {
        var enabled = _threads.FindAll(IsEnabled);
        if (enabled.Count == 0)
        {
            if (_threads.Exists(thread => !thread.IsFinished))
                Abandon("deadlock or lost wake-up: " + string.Join("; ", _threads.Where(thread => !thread.IsFinished).Select(thread => $"{thread.Name} at '{thread.Pending}'")));
            return null;
        }

        if (_decisions.Count == MaxSteps)
        {
            Abandon($"no end after {MaxSteps} steps: a livelock");
            return null;
        }

        var canContinue = _current >= 0 && enabled.RemoveAll(thread => thread.Index == _current) > 0;
        if (canContinue)
            enabled.Insert(0, _threads[_current]);
        var indexes = enabled.ConvertAll(thread => thread.Index).ToArray();
        var chosen = _choose(indexes, canContinue, _decisions.Count);
        _decisions.Add(new Decision(indexes, chosen, canContinue, enabled[chosen].Pending));
        _current = indexes[chosen];
        return enabled[chosen];
    }

    private bool IsEnabled(ExploredThread thread) =>
        !thread.IsFinished
        && (thread.WantedLock is null || !_locks.ContainsKey(thread.WantedLock))
        && (thread.ParkedFor is null || thread.ParkedFor.IsSignalled || thread.CanTimeOut);

    private void Abandon(string failure)
    {
        Failure ??= failure;
        _isAbandoned = true;
    }

    private void ThrowIfAbandoned()
    {
        if (_isAbandoned)
            throw new RunAbandonedException();
    }
}
