using System.Diagnostics;
using NotifierSdk.Seam;
using NotifierSdk.Waiting;

namespace NotifierSdk.Retirement;

/// <summary>
/// Frees batch after batch, on the thread pool: closes a batch, fences the whole process, sees which sections are open, and frees the batch when the last of them
/// was left. What is retired meanwhile goes into the next batch.
/// </summary>
internal sealed class Reclaimer : IThreadPoolWorkItem
{
    // How often a wait looks for threads that ended inside a section: nothing signals that.
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);

    private readonly Sections _sections;
    private readonly IRetired _retired;
    private readonly Action<string> _report;
    private readonly IThreadPoolWorkItem _looking;
    private WaitQueue _waiters;

    // All under the lock of the sections.
    private Phase _phase;
    private long _openBatch = 1; // its number
    private long _wantedBatch; // somebody waits for it, even if it is empty
    private long _freedBatch; // the last that was freed
    private long _awaitingSince; // in Stopwatch ticks
    private long _nextLook; // likewise
    private bool _isReported;
    private bool _hasRest; // ended, and not everything was freed
    private bool _isStopping; // the time of Close is up: the pass frees nothing more, and ends the list

    private long _overdueTicks = TimeSpan.FromSeconds(10).Ticks;

    private int _freeingThread; // managed id; compared with the reader's own only

    internal Reclaimer(Sections sections, IRetired retired, Action<string> report)
    {
        (_sections, _retired, _report) = (sections, retired, report);
        _looking = new Looking(this);
        sections.AllLeft = Resume;
    }

    private enum Phase
    {
        /// <summary>Nothing is retired.</summary>
        Idle,

        /// <summary>A pass is queued.</summary>
        Queued,

        /// <summary>A pass runs.</summary>
        Running,

        /// <summary>The closed batch waits for sections.</summary>
        Waiting,

        /// <summary>Disposed.</summary>
        Ended,
    }

    /// <summary>Under the lock.</summary>
    internal bool IsEnded => _phase == Phase.Ended;

    internal bool IsWaiting
    {
        get
        {
            using (_sections.Lock.EnterScope())
                return _phase == Phase.Waiting;
        }
    }

    // A look without the lock, between two items: pairs with the writes in TryEnd and TryGoOn. One that comes too early frees one more item; TryStopHere decides.
    internal bool IsStopping => Word.Read(ref _isStopping, this, nameof(_isStopping));

    internal bool IsFreeingOnCurrentThread => _freeingThread == Environment.CurrentManagedThreadId;

    /// <summary>After how long a section that keeps something from being freed is reported; zero for never.</summary>
    // One word, because any thread reads and writes it without the lock. Each access pairs with the other; nothing else is published with it.
    internal TimeSpan OverdueAfter
    {
        get => new(Word.Read(ref _overdueTicks, this, nameof(OverdueAfter)));
        set => Word.Write(ref _overdueTicks, value.Ticks, this, nameof(OverdueAfter));
    }

    /// <summary>Under the lock, after something came into the open batch: the work to be queued without it, if any.</summary>
    internal IThreadPoolWorkItem? Retired()
    {
        if (_phase == Phase.Idle)
        {
            _phase = Phase.Queued;
            return this;
        }

        // Somebody may have ended inside his section, or has been there for too long: nobody else would ever look.
        return _phase == Phase.Waiting && IsTimeToLook() ? _looking : null;
    }

    /// <summary>Waits until everything that was retired before is freed and every section that was open has been left. False: the list has ended, and has left something to whoever closed it.</summary>
    internal bool Synchronize(CancellationToken cancellationToken)
    {
        var wanted = Want();
        var isFreed = new FreedWait(this, wanted);
        Wait(ref isFreed, Deadline.Never, cancellationToken);
        using (_sections.Lock.EnterScope())
            return _freedBatch >= wanted && !_hasRest;
    }

    /// <summary>
    /// Waits until every section has been left and everything is freed, or the deadline has passed. In both cases nothing is freed any more; what is left then stays in the batches.
    /// </summary>
    internal void End(Deadline deadline)
    {
        _sections.Close();
        var isOver = new EndWait(this, Want(), isPatient: true);
        if (!Wait(ref isOver, deadline, CancellationToken.None))
            Stop();
        _waiters.FenceAndWakeAll(this); // those who wait in Synchronize, where the end came before what they wait for
    }

    // Not for sections any more, nor for what is still to be freed. What runs now is the author's callback for one item, or a fence.
    private void Stop()
    {
        var isStopped = new EndWait(this, 0, isPatient: false);
        try
        {
            Wait(ref isStopped, Deadline.Never, CancellationToken.None);
        }
        catch (ThreadInterruptedException)
        {
            if (TryGoOn())
                throw;
            // The list has ended, and what is left must be handed over: the interrupt is for the thread's next wait.
            Thread.CurrentThread.Interrupt();
        }
    }

    /// <summary>Frees again, as before the time was up; false if the list has ended.</summary>
    private bool TryGoOn()
    {
        using (_sections.Lock.EnterScope())
        {
            if (!IsEnded)
                Word.Write(ref _isStopping, false, this, nameof(_isStopping));
            return !IsEnded;
        }
    }

    // The pass. Nothing of it runs twice at the same time: the phase is Running.
    void IThreadPoolWorkItem.Execute()
    {
        if (!TryBegin(out var hasClosedBatch))
            return;
        if (hasClosedBatch && !TryFree())
            return; // it waited, and is due
        while (TryCloseBatch() is { } records)
        {
            // The other half of every plain store in SectionRecord; also of Close. Not under the lock: it takes its time, and a callback may be about to retire.
            Word.ProcessWideFence(this);
            if (!IsDue(records) || !TryFree())
                return;
        }
    }

    private bool TryBegin(out bool hasClosedBatch)
    {
        using (_sections.Lock.EnterScope())
        {
            hasClosedBatch = _freedBatch < _openBatch - 1;
            if (IsEnded)
                return false;
            _phase = Phase.Running;
            return true;
        }
    }

    private SectionRecord[]? TryCloseBatch()
    {
        using (_sections.Lock.EnterScope())
        {
            if (_isStopping)
                EndNow();
            else if (_retired.IsOpenBatchEmpty && _wantedBatch != _openBatch)
                _phase = Phase.Idle;
            else
                return CloseBatch();
        }

        _waiters.FenceAndWakeAll(this);
        return null;
    }

    // Under the lock.
    private SectionRecord[] CloseBatch()
    {
        _retired.CloseBatch();
        _openBatch++;
        return _sections.Announce();
    }

    private bool IsDue(SectionRecord[] announced)
    {
        using (_sections.Lock.EnterScope())
        {
            if (_sections.AreAllLeft(announced))
                return true;
            _phase = Phase.Waiting;
            _awaitingSince = Stopwatch.GetTimestamp();
            _nextLook = _awaitingSince + Stopwatch.Frequency;
            _isReported = false;
        }

        _waiters.FenceAndWakeAll(this);
        return false;
    }

    /// <summary>Frees the closed batch; false if the list has ended with a part of it left.</summary>
    private bool TryFree()
    {
        _freeingThread = Environment.CurrentManagedThreadId;
        var isFreed = false;
        while (!isFreed && !(IsStopping && TryStopHere()))
            isFreed = !_retired.TryFreeNext();
        _freeingThread = 0;
        if (isFreed)
        {
            using (_sections.Lock.EnterScope())
                _freedBatch = _openBatch - 1;
        }

        _waiters.FenceAndWakeAll(this);
        return isFreed;
    }

    // Once more under the lock: Close may have been interrupted since, and half a batch is left only to whoever ends the list.
    private bool TryStopHere()
    {
        using (_sections.Lock.EnterScope())
        {
            if (_isStopping)
                EndNow();
            return _isStopping;
        }
    }

    // The last section that the batch waited for was left.
    private void Resume()
    {
        using (_sections.Lock.EnterScope())
        {
            if (_phase != Phase.Waiting)
                return; // ended meanwhile
            _phase = Phase.Queued;
        }

        Interception.Queue(this);
    }

    private long Want()
    {
        long wanted;
        bool isIdle;
        using (_sections.Lock.EnterScope())
        {
            if (IsEnded)
                return 0;
            wanted = _wantedBatch = _openBatch;
            isIdle = _phase == Phase.Idle;
            if (isIdle)
                _phase = Phase.Queued;
        }

        if (isIdle)
            Interception.Queue(this);
        return wanted;
    }

    private bool IsFreed(long batch)
    {
        using (_sections.Lock.EnterScope())
            return IsEnded || _freedBatch >= batch;
    }

    private bool TryEnd(long batch, bool isPatient)
    {
        using (_sections.Lock.EnterScope())
        {
            if (!isPatient)
                Word.Write(ref _isStopping, true, this, nameof(_isStopping));
            var canEnd = isPatient ? _phase == Phase.Idle && _retired.IsOpenBatchEmpty && _freedBatch >= batch : _phase != Phase.Running;
            if (canEnd && !IsEnded)
                EndNow();
            return canEnd || IsEnded;
        }
    }

    // Under the lock.
    private void EndNow()
    {
        _phase = Phase.Ended;
        _hasRest = !_retired.IsOpenBatchEmpty || _freedBatch < _openBatch - 1;
        _sections.StopWaiting();
    }

    // In slices, with a look after each.
    private bool Wait<TCondition>(ref TCondition condition, Deadline deadline, CancellationToken cancellationToken)
        where TCondition : IWaitCondition
    {
        if (!Interception.HasClock)
            return Waiting.Wait.Until(ref condition, deadline, cancellationToken);
        while (!deadline.HasPassed)
        {
            var left = deadline.Left;
            if (Waiting.Wait.Until(ref condition, Deadline.After(deadline.IsNever || left > s_look ? s_look : left), cancellationToken))
                return true;
            Look();
        }

        return condition.IsMet();
    }

    private bool IsTimeToLook()
    {
        var now = Stopwatch.GetTimestamp();
        if (now < _nextLook)
            return false;
        _nextLook = now + Stopwatch.Frequency;
        return true;
    }

    private void Look()
    {
        if (_sections.HaveTheOthersEnded())
            Resume();
        if (FindOverdue() is { } age)
        {
            _report($"Nothing that was retired into '{_sections.Name}' in the last {age.TotalSeconds:F0} seconds can be freed: a section is open that long on {_sections.DescribeAwaited()}. " +
                "Sections are for a short time; what is retired meanwhile stays in memory.");
        }
    }

    private TimeSpan? FindOverdue()
    {
        using (_sections.Lock.EnterScope())
        {
            var age = Stopwatch.GetElapsedTime(_awaitingSince);
            if (_phase != Phase.Waiting || _isReported || OverdueAfter is not { Ticks: > 0 } limit || age < limit)
                return null;
            _isReported = true;
            return age;
        }
    }

    private sealed class Looking(Reclaimer reclaimer) : IThreadPoolWorkItem
    {
        public void Execute() => reclaimer.Look();
    }

    private readonly struct FreedWait(Reclaimer reclaimer, long batch) : IWaitCondition
    {
        public bool IsMet() => reclaimer.IsFreed(batch);

        public bool MustPark() => !IsMet();

        public void Announce(Waiter waiter) => reclaimer._waiters.Announce(waiter, reclaimer);

        public void Withdraw(Waiter waiter) => reclaimer._waiters.Withdraw(waiter);
    }

    private readonly struct EndWait(Reclaimer reclaimer, long batch, bool isPatient) : IWaitCondition
    {
        public bool IsMet() => reclaimer.TryEnd(batch, isPatient);

        public bool MustPark() => !IsMet();

        public void Announce(Waiter waiter) => reclaimer._waiters.Announce(waiter, reclaimer);

        public void Withdraw(Waiter waiter) => reclaimer._waiters.Withdraw(waiter);
    }
}
