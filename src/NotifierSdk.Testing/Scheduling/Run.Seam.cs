using NotifierSdk.Engine;
using NotifierSdk.Seam;
using NotifierSdk.Testing.Oracle;
using NotifierSdk.Waiting;

namespace NotifierSdk.Testing.Scheduling;

/// <content>What the runtime and the author's code ask and tell.</content>
internal sealed partial class Run
{
    private const int CallbacksKey = 0;
    private const int FirstShadowKey = 1;
    private const int FirstWordKey = 1 << 20;
    private const int PagesOfAMirror = 64;

    private readonly Dictionary<object, (ScheduledThread Thread, int Depth)> _locks = new(ReferenceEqualityComparer.Instance);
    private readonly Queue<Action> _queued = [];
    private static readonly object s_points = new();

    internal override int SlotHint => t_thread?.Index ?? 0;

    // Every other thread, so that a scenario of few threads has slots of both kinds.
    internal override int SlotPlace => t_thread is { Index: var index } && index % 2 == 1 ? ThreadPlaces.Count + 1 + (index / 2) : ThreadPlaces.None;

    private bool IsQuiet => _isLooking || _isSettingUp;

    internal override void BeforeAccess(object owner, string word, bool isWrite)
    {
        if (IsQuiet)
            return;
        var thread = t_thread!;
        var use = _words.Access(owner, word, _number, thread.Index, isWrite);
        if (!use.IsShared && !_strategy.StopsEverywhere)
        {
            Pass(thread);
            return;
        }

        if (!isWrite)
            thread.HasRead(owner, word, _mostReads);
        Step(isWrite ? StepKind.Write : StepKind.Read, owner, word, use.Id);
    }

    internal override void Wrote(object owner, string word)
    {
        if (IsQuiet || _isOver)
            return;
        var use = _words.Access(owner, word, _number, t_thread!.Index, isWrite: true);
        if (_dependences is null)
            return;
        _dependences.Last!.Note(KeyOfWord(use.Id), isWrite: true);
        _dependences.Touch(t_thread, owner, word, isWrite: true);
    }

    internal override void Point(string name)
    {
        if (IsQuiet)
            return;
        var thread = t_thread!;
        thread.HasRead(s_points, name, _mostReads);
        Step(StepKind.Point, s_points, name, -1);
        Tell(name);
    }

    internal override void Acquire(object @lock, string name)
    {
        if (IsQuiet)
        {
            LocksOfLook?.Add(@lock);
            ThrowIfHeld(@lock);
            return;
        }

        var thread = t_thread!;
        if (IsHeldBy(@lock, thread) && @lock is not SemaphoreSlim)
        {
            Take(@lock, name, thread);
            return;
        }

        ThrowIfOver();
        var use = _words.Access(@lock.GetType(), name, _number, thread.Index, isWrite: true);
        if (use.IsShared || _strategy.StopsEverywhere || _locks.ContainsKey(@lock))
            Step(StepKind.Lock, @lock, name, use.Id);
        else
            Pass(thread);
        Take(@lock, name, thread);
    }

    internal override bool TryAcquire(object @lock, string name)
    {
        if (IsQuiet)
            return !_locks.ContainsKey(@lock);
        var thread = t_thread!;
        ThrowIfOver();
        var use = _words.Access(@lock.GetType(), name, _number, thread.Index, isWrite: true);
        if (use.IsShared || _strategy.StopsEverywhere || _locks.ContainsKey(@lock))
            Step(StepKind.TryLock, @lock, name, use.Id);
        else
            Pass(thread);
        if (_locks.ContainsKey(@lock) && (!IsHeldBy(@lock, thread) || @lock is SemaphoreSlim))
        {
            Tell($"{name} is held: not taken");
            return false;
        }

        Take(@lock, name, thread);
        return true;
    }

    internal override void Released(object @lock)
    {
        if (IsQuiet || !_locks.TryGetValue(@lock, out var held))
            return;
        if (held.Depth > 1)
        {
            _locks[@lock] = (held.Thread, held.Depth - 1);
            return;
        }

        _locks.Remove(@lock);
        if (!_isOver)
            _dependences?.Touch(t_thread!, @lock, "", isWrite: true);
        if (@lock is ShortLock)
            return;
        held.Thread.HeldDriverLocks--;
        Tell("unlock");
    }

    internal override bool Park(Waiter waiter, bool hasDeadline, CancellationToken cancellationToken)
    {
        if (IsQuiet)
        {
            RunQueued();
            return waiter.IsSignalled || cancellationToken.IsCancellationRequested
                ? true
                : throw new InvalidOperationException("A scenario may not wait while it is set up or looked at: nothing else runs that could end the wait. Wait in one of its threads.");
        }

        var thread = t_thread!;
        (thread.ParkedFor, thread.CanTimeOut, thread.Cancellation) = (waiter, hasDeadline, cancellationToken);
        if (!waiter.IsSignalled)
            Tell("waits");
        Step(StepKind.Park, waiter, "wait", -1);
        (thread.ParkedFor, thread.CanTimeOut, thread.Cancellation) = (null, false, default);
        if (ReferenceEquals(_diagnosed, thread) || waiter.IsSignalled || cancellationToken.IsCancellationRequested)
            return true;
        Tell("the time is up");
        return false;
    }

    /// <summary>The continuation is a thread of its own, which the signal, the cancellation or the end of the time sets going.</summary>
    internal override ValueTask<bool> ParkAsync(Waiter waiter, bool hasDeadline, CancellationToken cancellationToken)
    {
        if (IsQuiet)
            return new ValueTask<bool>(Park(waiter, hasDeadline, cancellationToken));
        var completion = new TaskCompletionSource<bool>(); // completed by that thread, which goes on with what awaits it
        Spawn($"{t_thread!.Name}, continued", () => completion.SetResult(Park(waiter, hasDeadline, cancellationToken)));
        return new ValueTask<bool>(completion.Task);
    }

    internal override void Signalled(Waiter waiter)
    {
        if (IsQuiet || _isOver)
            return;
        _dependences?.Signalled(t_thread!, waiter);
    }

    internal override void Queue(Action work)
    {
        if (t_thread is null && !_isSettingUp)
            _queued.Enqueue(work);
        else if (!_isOver)
            Spawn(_isSettingUp ? "thread pool" : t_thread!.Name.EndsWith("continued", StringComparison.Ordinal) ? t_thread.Name : "thread pool", work);
    }

    internal override void Happened(ProtocolStep step, object subject, AddressRange range, ulong number, bool outcome)
    {
        if (_isLooking || _isOver)
            return;
        if (ReferenceEquals(_diagnosed, t_thread) && _diagnosed is not null)
            WasLost(_diagnosed);
        if (Timeline is not null && t_thread is not null && Reporting.Wording.Of(this, step, subject, range, number, outcome) is { } text)
            Tell(text);
        Oracle.Happened(t_thread, step, subject, range, outcome);
    }

    /// <summary>The calling thread's step depends on a word that a check reads.</summary>
    internal void NoteRead(object owner, string word)
    {
        if (_dependences is null || t_thread is null || _isOver)
            return;
        var use = _words.Access(owner, word, _number, t_thread.Index, isWrite: false);
        _dependences.Last!.Note(KeyOfWord(use.Id), isWrite: false);
        _dependences.Touch(t_thread, owner, word, isWrite: false);
    }

    /// <summary>Stands for a word of that number in what a step did besides its first access.</summary>
    internal static int KeyOfWord(int word) => FirstWordKey + word;

    internal static bool HoldsDriverLock(ScheduledThread thread) => thread.HeldDriverLocks > 0;

    /// <summary>Where the look at a shadow that runs notes the locks it takes.</summary>
    internal HashSet<object>? LocksOfLook { get; set; }

    /// <summary>Whether a look that takes these locks would find one held.</summary>
    internal bool IsAnyHeldByAnother(HashSet<object> locks)
    {
        if (_locks.Count == 0)
            return false;
        foreach (var @lock in locks)
        {
            if (IsHeldByAnother(@lock))
                return true;
        }

        return false;
    }

    /// <summary>The names of the locks that are held, and by whom.</summary>
    internal IEnumerable<(string Lock, string Thread)> HeldLocks =>
        _locks.Where(held => held.Key is not ShortLock).Select(held => (_lockNames[held.Key], held.Value.Thread.Name));

    /// <summary>The calling thread's step reads or changes a page of a shadow.</summary>
    internal void NoteShadow(IShadowMirror mirror, int page, bool isWrite)
    {
        if (_dependences is null || t_thread is null || _isOver)
            return;
        for (var index = 0; index < Oracle.Mirrors.Count; index++)
        {
            if (ReferenceEquals(Oracle.Mirrors[index], mirror))
                _dependences.Note(t_thread, FirstShadowKey + (index * PagesOfAMirror) + page, isWrite);
        }
    }

    /// <summary>The calling thread's step begins or ends a callback, or says that none runs.</summary>
    internal void NoteCallbacks(bool isWrite)
    {
        if (_dependences is not null && t_thread is not null)
            _dependences.Note(t_thread, CallbacksKey, isWrite);
    }

    private readonly Dictionary<object, string> _lockNames = new(ReferenceEqualityComparer.Instance);

    /// <summary>
    /// Runs what the checks and disposals behind the threads have queued, once they have returned or wait: no thread of the schedule is left to run it. Not where it is queued, since the
    /// caller may hold a lock that the work takes.
    /// </summary>
    private void RunQueued()
    {
        while (_queued.TryDequeue(out var work))
            work();
    }

    private void Spawn(string name, Action body)
    {
        var id = _isSettingUp ? $"{_setUpThreads++}" : $"{t_thread!.Id}.{t_thread.Children++}";
        var thread = new ScheduledThread(_threads.Count, id, name, body);
        _threads.Add(thread);
        if (!_isSettingUp)
            _dependences?.Spawned(thread);
    }

    // A step that needs no decision.
    private void Pass(ScheduledThread thread)
    {
        ThrowIfOver();
        if (_stepCount >= _options.MaxSteps)
            Fail(Testing.Verdict.Livelock, $"livelock: no end after {_options.MaxSteps} steps; {thread.Name} keeps going round");
        Took(thread);
    }

    private void Take(object @lock, string name, ScheduledThread thread)
    {
        if (_locks.TryGetValue(@lock, out var held))
        {
            _locks[@lock] = (thread, held.Depth + 1);
            return;
        }

        _locks[@lock] = (thread, 1);
        if (@lock is ShortLock)
            return;
        _lockNames[@lock] = name;
        thread.HeldDriverLocks++;
        Tell(name == "driver lock" ? "lock" : $"lock {name}");
    }

    private bool IsHeldBy(object @lock, ScheduledThread thread) => _locks.TryGetValue(@lock, out var held) && ReferenceEquals(held.Thread, thread);

    private bool HoldsAnything(ScheduledThread thread)
    {
        foreach (var (holder, _) in _locks.Values)
        {
            if (ReferenceEquals(holder, thread))
                return true;
        }

        return false;
    }

    // A look that takes a lock: the thread that looks may enter again what it holds itself, unless the lock forbids that.
    private void ThrowIfHeld(object @lock)
    {
        if (IsHeldByAnother(@lock))
            throw new LockIsHeldException();
    }

    private bool IsHeldByAnother(object @lock) =>
        _locks.TryGetValue(@lock, out var held) && (!ReferenceEquals(held.Thread, t_thread) || @lock is SemaphoreSlim or ReaderWriterLockSlim);
}
