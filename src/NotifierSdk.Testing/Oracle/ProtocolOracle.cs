using NotifierSdk.Engine;
using NotifierSdk.Testing.Reporting;
using NotifierSdk.Testing.Scheduling;
using NotifierSdk.Seam;

namespace NotifierSdk.Testing.Oracle;

/// <summary>
/// Judges each schedule by what the protocol promises (section 2): no stale entry, no commit during a change, no callback after a removal, each
/// accepted callback saved its sequence under the lock.
/// </summary>
internal sealed class ProtocolOracle(Run run)
{
    private readonly List<IShadowMirror> _mirrors = [];
    private readonly Dictionary<IntervalNotifier, WatchedDriver> _drivers = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<object, (AddressSpace Space, AddressRange Range)> _changing = new(ReferenceEqualityComparer.Instance);

    internal PinLedger Pins { get; } = new(run);

    internal IReadOnlyCollection<IntervalNotifier> Drivers => _drivers.Keys;

    internal IReadOnlyList<IShadowMirror> Mirrors => _mirrors;

    internal void Watch(IntervalNotifier driver)
    {
        ArgumentNullException.ThrowIfNull(driver);
        Find(driver).IsJudged = true;
    }

    internal void Add(IShadowMirror mirror) => _mirrors.Add(mirror);

    /// <summary>Whether an invalidation of the range is between the return of its begin and its end.</summary>
    internal bool IsChanging(AddressSpace space, AddressRange range)
    {
        foreach (var (owner, changing) in _changing.Values)
        {
            if (ReferenceEquals(owner, space) && changing.Overlaps(range))
                return true;
        }

        return false;
    }

    internal bool IsGone(IntervalNotifier driver) =>
        _drivers.TryGetValue(driver, out var watched) && watched.RemovedRegistration is { } removed && ReferenceEquals(removed, driver.CurrentRegistration);

    /// <summary>Whether a driver is not, or no longer surely, told of changes: its shadow is its own affair then, until it is inserted again.</summary>
    internal bool IsLeaving(IntervalNotifier driver)
    {
        if (driver.CurrentRegistration is not { } registration)
            return true;
        run.NoteRead(registration, nameof(registration.State));
        return registration.IsRemoved || (registration.IsLeaving && !driver.WantsRemoval);
    }

    /// <summary>Looks at every shadow, on behalf of the thread that has just run. A shadow whose lock is held is looked at when it is free.</summary>
    internal void Look()
    {
        foreach (var mirror in _mirrors)
            TryLook(mirror);
    }

    internal void CheckAtEnd()
    {
        Look();
        foreach (var mirror in _mirrors)
            mirror.CheckCurrent(run, this, space: null, AddressRange.All);
        Pins.CheckAtEnd();
    }

    internal void Happened(ScheduledThread? thread, ProtocolStep step, object subject, AddressRange range, bool outcome)
    {
        switch (step)
        {
            case ProtocolStep.Begun:
                Begun((InvalidationSlot)subject, range);
                break;
            case ProtocolStep.End:
                Ended((InvalidationSlot)subject);
                break;
            case ProtocolStep.CallbackStart or ProtocolStep.FinishStart:
                CallbackStarts(thread, (IntervalNotifier)subject, isFinish: step == ProtocolStep.FinishStart);
                break;
            case ProtocolStep.CallbackEnd or ProtocolStep.FinishEnd:
                CallbackEnds(thread, (IntervalNotifier)subject, range, isAccepted: outcome, isFinish: step == ProtocolStep.FinishEnd);
                break;
            case ProtocolStep.SequenceSaved:
                Saved(thread, (IntervalNotifier)subject);
                break;
            case ProtocolStep.Ignored when thread?.Callbacks.Count > 0:
                thread.Callbacks.Peek().IsSaved = true;
                break;
            case ProtocolStep.ReadBegun when thread is not null:
                Find((IntervalNotifier)subject).OpenReads[thread.Index] = range;
                break;
            case ProtocolStep.Retried when thread is not null:
                var watched = Find((IntervalNotifier)subject);
                watched.OpenReads.Remove(thread.Index);
                SeesLock(watched, thread);
                break;
            case ProtocolStep.RemoveEnd:
                RemoveEnds((IntervalNotifier)subject);
                break;
            case ProtocolStep.Removed:
                Told((IntervalNotifier)subject);
                break;
        }
    }

    /// <summary>What a driver's notifier holds at this moment, for the report.</summary>
    internal string Describe(IntervalNotifier driver) =>
        driver.CurrentRegistration is { } registration
            ? $"{run.NameOf(driver)}: sequence {registration.Sequence}, hits {registration.Hits}{(registration.IsRemoved ? ", removed" : "")}"
            : $"{run.NameOf(driver)}: not inserted";

    private bool TryLook(IShadowMirror mirror)
    {
        // The holder is stopped inside its section; the look at its end sees what it did. Known from the looks before: an exception would cost more than the step.
        if (run.IsAnyHeldByAnother(mirror.Locks))
            return false;
        run.LocksOfLook = mirror.Locks;
        try
        {
            mirror.Look(run, this);
            return true;
        }
        catch (LockIsHeldException)
        {
            return false;
        }
        finally
        {
            run.LocksOfLook = null;
        }
    }

    private WatchedDriver Find(IntervalNotifier driver)
    {
        if (!_drivers.TryGetValue(driver, out var watched))
            _drivers.Add(driver, watched = new WatchedDriver());
        return watched;
    }

    private void Begun(InvalidationSlot slot, AddressRange range)
    {
        run.Look(() =>
        {
            // What is committed from here on is committed during the change.
            Look();
            _changing[slot] = (slot.Space, range);
            foreach (var mirror in _mirrors)
            {
                if (TryLook(mirror))
                    mirror.CheckEmpty(run, this, slot.Space, range);
            }
        });
    }

    private void Ended(InvalidationSlot slot)
    {
        if (!_changing.Remove(slot, out var change))
            return;
        run.Look(() =>
        {
            foreach (var mirror in _mirrors)
            {
                if (TryLook(mirror))
                    mirror.CheckCurrent(run, this, change.Space, change.Range);
            }
        });
    }

    private void CallbackStarts(ScheduledThread? thread, IntervalNotifier driver, bool isFinish)
    {
        run.NoteCallbacks(isWrite: false);
        var watched = Find(driver);
        watched.Callbacks++;
        if (!isFinish)
            thread?.Callbacks.Push(new RunningCallback(driver));
        if (run.Look(() => IsGone(driver)))
            run.Note(Verdict.ProtocolViolation, $"a callback of {run.NameOf(driver)} is called after its Remove returned");
    }

    private void CallbackEnds(ScheduledThread? thread, IntervalNotifier driver, AddressRange range, bool isAccepted, bool isFinish)
    {
        run.NoteCallbacks(isWrite: false);
        var watched = Find(driver);
        watched.Callbacks--;
        if (isFinish || thread is null || !thread.Callbacks.TryPop(out var callback))
            return;
        if (isAccepted && !callback.IsSaved && watched.IsJudged && watched.OpenReads.Values.Any(read => read.Overlaps(range)))
        {
            run.Note(
                Verdict.ProtocolViolation,
                $"{run.NameOf(driver)} accepts an invalidation without SetSeq while a read section of the range is open: that section will not see the collision");
        }
    }

    private void Saved(ScheduledThread? thread, IntervalNotifier driver)
    {
        if (thread?.Callbacks.Count > 0)
            thread.Callbacks.Peek().IsSaved = true;
        var watched = Find(driver);
        if (thread is null || !watched.IsJudged || SeesLock(watched, thread))
            return;
        if (watched.IsLockSeen)
        {
            run.Note(
                Verdict.ProtocolViolation,
                $"{run.NameOf(driver)} calls SetSeq without its driver lock; a fault that has just passed ReadRetry commits all the same. Take the lock that the commit takes");
        }
        else
        {
            run.Note(
                Verdict.UnseenLock,
                $"{run.NameOf(driver)} calls SetSeq, and holds no lock that the explorer controls. If it holds another lock, make that a {nameof(DriverLock)}, or let the generator take it. If it holds none, take the lock that the commit takes");
        }
    }

    // Whether the thread holds a lock that the explorer controls; and a driver that did so once should do so always.
    private static bool SeesLock(WatchedDriver watched, ScheduledThread thread)
    {
        var isHeld = Run.HoldsDriverLock(thread);
        watched.IsLockSeen |= isHeld;
        return isHeld;
    }

    private void RemoveEnds(IntervalNotifier driver)
    {
        run.NoteCallbacks(isWrite: true);
        var watched = Find(driver);
        watched.RemovedRegistration = run.Look(() => driver.CurrentRegistration);
        if (watched.Callbacks > 0)
            run.Note(Verdict.ProtocolViolation, $"Remove of {run.NameOf(driver)} returned while a callback of it runs");
    }

    private void Told(IntervalNotifier driver)
    {
        run.NoteCallbacks(isWrite: true);
        var watched = Find(driver);
        var registration = run.Look(() => driver.CurrentRegistration);
        if (ReferenceEquals(watched.ToldRegistration, registration))
            run.Note(Verdict.ProtocolViolation, $"OnRemoved of {run.NameOf(driver)} is called a second time for one registration");
        watched.ToldRegistration = registration;
        if (watched.Callbacks > 0)
            run.Note(Verdict.ProtocolViolation, $"OnRemoved of {run.NameOf(driver)} is called while a callback of it runs");
    }
}
