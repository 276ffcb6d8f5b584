using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using NotifierSdk.Checks;
using NotifierSdk.Engine;
using NotifierSdk.Seam;
using NotifierSdk.Telemetry;
using NotifierSdk.Waiting;

namespace NotifierSdk;

/// <summary>
/// A subscription to one range of an address space: the base class of a driver that keeps a shadow of the range. Its callback drops what
/// changes; its faults fill the shadow again, in the one order that loses no race (protocol, section 2).
/// </summary>
/// <remarks>
/// Mark an invalidate and a fault method, and the generator writes both. By hand: override <see cref="OnInvalidate"/>, take the driver lock, call
/// <see cref="SetSeq"/>, drop the range, return true; fault with <see cref="ReadBegin(AddressRange, CancellationToken)"/>, collect, take the same
/// lock, <see cref="ReadRetry"/>, commit. Members may be called from any thread.
/// </remarks>
public abstract class IntervalNotifier
{
    private Registration? _registration; // the last one; kept after its removal, so that a second Remove can be told from the first

    /// <summary>The range it is, or was last, inserted for.</summary>
    /// <exception cref="InvalidOperationException">It was never inserted.</exception>
    public AddressRange Range =>
        CurrentRegistration?.Range ?? throw new InvalidOperationException($"{Text} was never inserted, so it has no range; insert it into an address space first.");

    /// <summary>The space it is inserted into; null if it is not.</summary>
    public AddressSpace? Space => CurrentRegistration is { IsLeaving: false } registration ? registration.SpaceIfAny : null;

    /// <summary>Whether it is inserted: an insert succeeded and no removal has begun since.</summary>
    public bool IsInserted => CurrentRegistration is { IsLeaving: false };

    /// <summary>Whose changes are this driver's own, compared by reference with <see cref="Invalidation.Owner"/>; null: nobody's.</summary>
    public object? Owner { get; init; }

    // Guarded: a message must come out even if the notifier's own text throws.
    private string Text => AddressSpace.Describe(this);

    // Pairs with the compare-exchange in Attach: whoever sees the registration sees all of it.
    internal Registration? CurrentRegistration => Word.Read(ref _registration, this, nameof(_registration));

    /// <summary>The range is about to change: drop it from the shadow.</summary>
    /// <remarks>
    /// Runs on the thread that announces the change, perhaps for several invalidations at once, from the moment of the insert on. Take the driver lock,
    /// call <see cref="SetSeq"/> on every path that accepts, drop the entries of <see cref="Invalidation.Range"/>. If the invalidation is not
    /// blockable, try the lock and return false when that fails. It must not throw, and must not call <see cref="Remove()"/>, <c>ReadBegin</c> or begin
    /// an invalidation of the same space; <see cref="RemoveLater"/> and an insert are legal (protocol, section 2).
    /// </remarks>
    /// <returns>True: the range is out of the shadow. False: it would have had to block.</returns>
    /// <exception cref="InvalidOperationException">Nothing is overridden.</exception>
    protected virtual bool OnInvalidate(in Invalidation invalidation) =>
        throw new InvalidOperationException($"{Text} has no invalidation callback: mark a method with [Invalidate], or override {nameof(OnInvalidate)} or {nameof(OnInvalidateStart)}.");

    /// <summary>The first half of a callback that is split in two: begins the slow work. By default the whole callback, <see cref="OnInvalidate"/>.</summary>
    /// <param name="invalidation">What changes.</param>
    /// <param name="finish">What <see cref="OnInvalidateFinish"/> is given; of this invocation alone.</param>
    /// <returns>False: it would have had to block; there is no finish step then.</returns>
    protected virtual bool OnInvalidateStart(in Invalidation invalidation, out FinishState finish)
    {
        finish = default;
        return OnInvalidate(in invalidation);
    }

    /// <summary>The second half, called without any lock once every overlapping notifier was started; when it returns the range is out of the shadow (protocol, section 5).</summary>
    protected virtual void OnInvalidateFinish(in Invalidation invalidation, FinishState finish)
    {
    }

    /// <summary>The registration has ended: no callback runs and none will. Called once for each, on the thread in <see cref="Remove()"/> or on the thread pool.</summary>
    protected virtual void OnRemoved()
    {
    }

    /// <summary>
    /// Waits for commits that are under way when the notifier is removed, so that none follows the removal. A driver takes and releases its
    /// driver lock; the default does nothing, and the generator overrides it.
    /// </summary>
    protected virtual void WaitForCommits()
    {
    }

    /// <summary>
    /// Whether the notifier is told of its own removal: the last callback for its range is an <see cref="InvalidationEvent.Removed"/>, and what an update takes away from the
    /// range gets one as well. True by default. Override it to return false only where the notifier keeps no shadow, or drops it itself before it is removed or
    /// updated: what is still in the shadow afterwards is announced to nobody.
    /// </summary>
    protected virtual bool IsToldOfRemoval => true;

    /// <summary>Saves the sequence of the invalidation that a callback accepts, so that every open token collides. Only under the driver lock, only in a callback.</summary>
    /// <exception cref="ArgumentException">The sequence is a default value.</exception>
    /// <exception cref="InvalidOperationException">The notifier was never inserted.</exception>
    protected void SetSeq(InvalidationSequence sequence)
    {
        if (sequence.Value == 0)
            throw new ArgumentException($"A default sequence names no invalidation; pass {nameof(Invalidation)}.{nameof(Invalidation.Sequence)}.", nameof(sequence));
        var registration = CurrentRegistration ?? throw new InvalidOperationException($"{Text} was never inserted; {nameof(SetSeq)} belongs into its invalidation callback.");
        registration.Save(sequence);
        Interception.Happened(ProtocolStep.SequenceSaved, this, number: sequence.Value);
    }

    /// <inheritdoc cref="ReadBegin(AddressRange, TimeSpan, CancellationToken)"/>
    public ReadToken ReadBegin(CancellationToken cancellationToken = default) =>
        TryReadBeginAtOnce(default, isWhole: true, out var token) ? token : ReadBeginAfterAll(default, isWhole: true, cancellationToken);

    /// <inheritdoc cref="ReadBegin(AddressRange, TimeSpan, CancellationToken)"/>
    public ReadToken ReadBegin(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        ReadBegin(null, Deadline.After(timeout), cancellationToken);

    /// <inheritdoc cref="ReadBegin(AddressRange, TimeSpan, CancellationToken)"/>
    public ReadToken ReadBegin(AddressRange range, CancellationToken cancellationToken = default) =>
        TryReadBeginAtOnce(in range, isWhole: false, out var token) ? token : ReadBeginAfterAll(in range, isWhole: false, cancellationToken);

    /// <summary>Begins a read section: from here on everything that collides makes <see cref="ReadRetry"/> of the token return true.</summary>
    /// <remarks>
    /// Waits while an invalidation that hit this notifier and overlaps the range runs; those of other parts of its range are not waited for, and do not collide. Never call it in a callback of the same space, inside an invalidation scope of this
    /// thread that overlaps the range, or while holding a lock that the callback takes (protocol, sections 2 and 4).
    /// </remarks>
    /// <param name="range">What is going to be read, inside the notifier's range; the whole of that unless given.</param>
    /// <param name="timeout">How long to wait at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The token of this one snapshot.</returns>
    /// <exception cref="FaultException">
    /// The notifier is not inserted (<see cref="FaultStatus.Removed"/>), its space was released (<see cref="FaultStatus.Released"/>), or the time
    /// was up (<see cref="FaultStatus.TimedOut"/>).
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie inside the notifier's.</exception>
    /// <exception cref="InvalidOperationException">Called where it could wait for itself, or the notifier has failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ReadToken ReadBegin(AddressRange range, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        ReadBegin(range, Deadline.After(timeout), cancellationToken);

    /// <inheritdoc cref="ReadBeginAsync(AddressRange, TimeSpan, CancellationToken)"/>
    public ValueTask<ReadToken> ReadBeginAsync(AddressRange range, CancellationToken cancellationToken = default) =>
        ReadBeginAsync(range, Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>As <see cref="ReadBegin(AddressRange, TimeSpan, CancellationToken)"/>, without blocking a thread. It never continues on the thread that ends an invalidation.</summary>
    /// <inheritdoc cref="ReadBegin(AddressRange, TimeSpan, CancellationToken)"/>
    public async ValueTask<ReadToken> ReadBeginAsync(AddressRange range, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        var deadline = Deadline.After(timeout);
        var (status, token) = await TryReadBeginAsync(range, deadline, cancellationToken).ConfigureAwait(false);
        return status == FaultStatus.Completed ? token : throw ReadFailed(status, range);
    }

    /// <summary>Whether anything collided since the token's section began. Only under the driver lock, and before what was collected is committed.</summary>
    /// <returns>True: release the lock, undo what collecting acquired, and start over with a new token. False: commit, still under the lock.</returns>
    /// <exception cref="ArgumentException">The token is a default value.</exception>
    public bool ReadRetry(ReadToken token)
    {
        if (ValidationMode.IsEnabled)
            ValidateRetry(token);
        var hasCollided = HasCollided(in token);
        Interception.Happened(ProtocolStep.Retried, this, token.Range, token.Sequence, hasCollided);
        return hasCollided && FaultTelemetry.Collided(token.Registration!, token.Range);
    }

    /// <summary>A hint for long collections: true is reliable, false proves nothing. Needs no lock.</summary>
    /// <exception cref="ArgumentException">The token is a default value.</exception>
    public bool CheckRetry(ReadToken token) => HasCollided(in token);

    /// <summary>Ends the subscription. When it returns no callback runs, none will, and no commit follows.</summary>
    /// <remarks>
    /// From the first moment on read sections are refused and every token collides. The notifier is still called until commits under way have ended and its last callback, an
    /// <see cref="InvalidationEvent.Removed"/> of its whole range, has dropped the shadow: no change goes unheard while the shadow holds anything. Waits for these, and for
    /// the invalidations that hit the notifier. Never call it in a callback of the same space
    /// (<see cref="RemoveLater"/> is for that), inside an overlapping invalidation scope of this thread, or while holding a lock that the callback takes.
    /// </remarks>
    /// <exception cref="InvalidOperationException">It is not inserted, or was removed before; or called where it would wait for itself.</exception>
    public void Remove()
    {
        if (BeginRemove(nameof(Remove), out var registration) is not { } space)
            return;
        var wait = new RemovalWait(registration, isRunByCaller: true);
        do
        {
            registration.RemovalStep.RunIfDue(registration);
            MeasuredWait.Until(ref wait, space, MeasuredWait.Remove, Deadline.Never, CancellationToken.None, new LongWait(this, registration.Range));
        }
        while (!registration.RemovalStep.IsDone(registration));
        registration.IsRemoveReturned = true;
        Interception.Happened(ProtocolStep.RemoveEnd, this);
    }

    /// <inheritdoc cref="Remove()"/>
    /// <remarks><see cref="WaitForCommits"/>, the last callback and <see cref="OnRemoved"/> run on the thread pool, since they may take longer than the caller would wait.</remarks>
    /// <param name="timeout">How long to wait at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">The time was up. The notifier is removed all the same; call again to repeat the wait.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled. The notifier is removed all the same; call again to repeat the wait.</exception>
    public void Remove(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        var deadline = Deadline.After(timeout);
        if (BeginRemove(nameof(Remove), out var registration) is not { } space)
            return;
        registration.RemovalStep.QueueIfDue(registration);
        var wait = new RemovalWait(registration, isRunByCaller: false);
        CompleteRemove(space, registration, MeasuredWait.Until(ref wait, space, MeasuredWait.Remove, deadline, cancellationToken, new LongWait(this, registration.Range)));
    }

    /// <inheritdoc cref="Remove(TimeSpan, CancellationToken)"/>
    public ValueTask RemoveAsync(CancellationToken cancellationToken = default) => RemoveAsync(Timeout.InfiniteTimeSpan, cancellationToken);

    /// <inheritdoc cref="Remove(TimeSpan, CancellationToken)"/>
    public async ValueTask RemoveAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        var deadline = Deadline.After(timeout);
        if (BeginRemove(nameof(RemoveAsync), out var registration) is not { } space)
            return;
        registration.RemovalStep.QueueIfDue(registration);
        var wait = new RemovalWait(registration, isRunByCaller: false);
        var waiting = new LongWait(this, registration.Range);
        CompleteRemove(space, registration, await MeasuredWait.UntilAsync(wait, space, MeasuredWait.Remove, deadline, cancellationToken, waiting).ConfigureAwait(false));
    }

    /// <summary>
    /// Ends the subscription without waiting, also in a callback: from here on read sections are refused and every token collides. The rest follows on the thread pool, in the order of
    /// <see cref="Remove()"/>: the notifier is called until its shadow is dropped, and <see cref="OnRemoved"/> runs once nothing of it runs any more. <see cref="Remove()"/> may follow, to wait for that.
    /// </summary>
    /// <exception cref="InvalidOperationException">It is not inserted.</exception>
    public void RemoveLater()
    {
        var registration = CurrentRegistration;
        if (registration?.SpaceIfAny is not { } space || !space.Tree.TryBeginLeaving(registration))
            throw NotInserted(nameof(RemoveLater), registration);
        registration.RemovalStep.QueueIfDue(registration);
        RegistrationTelemetry.Removed(registration);
    }

    internal bool Start(in Invalidation invalidation, out FinishState finish) =>
        Interception.IsEnabled ? StartIntercepted(in invalidation, out finish) : StartMeasured(in invalidation, out finish);

    internal void Finish(in Invalidation invalidation, FinishState finish)
    {
        Interception.Happened(ProtocolStep.FinishStart, this, invalidation.Range, invalidation.Sequence.Value);
        if (!CallbackMeasurement.IsEnabled)
        {
            OnInvalidateFinish(in invalidation, finish);
        }
        else
        {
            using (CallbackMeasurement.OfFinish(this, in invalidation))
                OnInvalidateFinish(in invalidation, finish);
        }

        Interception.Happened(ProtocolStep.FinishEnd, this, invalidation.Range, invalidation.Sequence.Value);
    }

    private bool StartMeasured(in Invalidation invalidation, out FinishState finish)
    {
        if (!CallbackMeasurement.IsEnabled)
            return OnInvalidateStart(in invalidation, out finish);
        using (CallbackMeasurement.OfStart(this, in invalidation))
            return OnInvalidateStart(in invalidation, out finish);
    }

    private bool StartIntercepted(in Invalidation invalidation, out FinishState finish)
    {
        Interception.Happened(ProtocolStep.CallbackStart, this, invalidation.Range, invalidation.Sequence.Value);
        var isAccepted = false;
        try
        {
            isAccepted = StartMeasured(in invalidation, out finish);
            // A driver knows its own changes, and after a release or a removal nothing is committed.
            if (invalidation.Event is InvalidationEvent.Release or InvalidationEvent.Removed || (invalidation.Owner is not null && ReferenceEquals(invalidation.Owner, Owner)))
                Interception.Happened(ProtocolStep.Ignored, this, invalidation.Range);
            return isAccepted;
        }
        finally
        {
            Interception.Happened(ProtocolStep.CallbackEnd, this, invalidation.Range, invalidation.Sequence.Value, isAccepted);
        }
    }

    /// <summary>Whether it was never inserted, or its last registration has ended.</summary>
    internal bool CanAttach => CurrentRegistration is not { } former || former.RemovalStep.IsDone(former);

    /// <summary>Makes the registration the notifier's own; false if the former one has not ended.</summary>
    internal bool TryAttach(Registration registration, out Registration? former)
    {
        while (true)
        {
            former = CurrentRegistration;
            if (former is not null && !former.RemovalStep.IsDone(former))
                return false;
            if (Word.CompareExchange(ref _registration, registration, former, this, nameof(_registration)))
                return true;
        }
    }

    /// <summary>Why it could not be attached. Made outside the writer lock, since a notifier's own text may take its driver lock.</summary>
    internal InvalidOperationException NotAttached(Registration registration) => CurrentRegistration is not { IsLeaving: true } former
        ? new($"{Text} cannot be inserted for {registration.RangeUnderLock}: it is inserted for {CurrentRegistration?.Range} in '{CurrentRegistration?.SpaceName}'. Remove it first, or use a notifier of its own for each range.")
        : new($"{Text} cannot be inserted: its removal from '{former.SpaceName}' has not ended. Wait for that in {nameof(Remove)}, also after {nameof(RemoveLater)}.");

    /// <summary>Undoes an Attach whose insert failed.</summary>
    internal void Detach(Registration registration, Registration? former) =>
        Word.CompareExchange(ref _registration, former, registration, this, nameof(_registration));

    /// <summary>WaitForCommits where nobody can be thrown at.</summary>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "The exception is reported.")]
    internal void CompleteCommits()
    {
        try
        {
            WaitForCommits();
        }
        catch (Exception exception)
        {
            CurrentRegistration?.SpaceIfAny?.Report(this, $"{Text} threw in {nameof(WaitForCommits)}: a commit may still be under way.", exception);
        }
    }

    internal bool WantsRemoval => IsToldOfRemoval;

    internal void RunWaitForCommits() => WaitForCommits();

    internal void RunOnRemoved()
    {
        Interception.Happened(ProtocolStep.Removed, this);
        OnRemoved();
    }

    /// <summary>ReadBegin of a range without exceptions for what is a status.</summary>
    internal FaultStatus TryReadBegin(in AddressRange range, Deadline deadline, CancellationToken cancellationToken, out ReadToken token) =>
        TryReadBeginAtOnce(in range, isWhole: false, out token) ? FaultStatus.Completed : TryReadBegin((AddressRange?)range, deadline, cancellationToken, out token);

    /// <summary>The same for a range or the whole, with every check, and with the wait.</summary>
    internal FaultStatus TryReadBegin(AddressRange? range, Deadline deadline, CancellationToken cancellationToken, out ReadToken token)
    {
        token = default;
        if (!MayRead(range, out var registration, out var space))
            return FaultStatus.Removed;
        if (registration.TryReadBegin(range, out token, out var status, out _))
            return status;
        var wait = new ReadWait(registration, range);
        var isMet = MeasuredWait.Until(ref wait, space, MeasuredWait.Read, deadline, cancellationToken, new LongWait(this, range ?? registration.Range));
        token = wait.Token;
        return isMet ? wait.Status : FaultStatus.TimedOut;
    }

    /// <summary>The same without blocking a thread.</summary>
    internal ValueTask<(FaultStatus Status, ReadToken Token)> TryReadBeginAsync(AddressRange? range, Deadline deadline, CancellationToken cancellationToken)
    {
        if (!MayRead(range, out var registration, out var space))
            return ValueTask.FromResult((FaultStatus.Removed, default(ReadToken)));
        return registration.TryReadBegin(range, out var token, out var status, out _)
            ? ValueTask.FromResult((status, token))
            : WaitAsync(new ReadWait(registration, range), new LongWait(this, range ?? registration.Range), space, deadline, cancellationToken);

        static async ValueTask<(FaultStatus, ReadToken)> WaitAsync(IWaitCondition condition, LongWait waiting, AddressSpace space, Deadline deadline, CancellationToken cancellationToken)
        {
            var isMet = await MeasuredWait.UntilAsync(condition, space, MeasuredWait.Read, deadline, cancellationToken, waiting).ConfigureAwait(false);
            var wait = (ReadWait)condition;
            return (isMet ? wait.Status : FaultStatus.TimedOut, wait.Token);
        }
    }

    // Kept apart, so that the short way needs no room for what this one does.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ReadToken ReadBeginAfterAll(in AddressRange range, bool isWhole, CancellationToken cancellationToken) =>
        ReadBegin(isWhole ? null : range, Deadline.Never, cancellationToken);

    private ReadToken ReadBegin(AddressRange? range, Deadline deadline, CancellationToken cancellationToken)
    {
        var status = TryReadBegin(range, deadline, cancellationToken, out var token);
        token.Registration?.Checks?.Begun(token);
        return status == FaultStatus.Completed ? token : throw ReadFailed(status, range);
    }

    /// <summary>Where nothing speaks against it and the thread is free: the way that nearly every read begin takes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryReadBeginAtOnce(in AddressRange range, bool isWhole, out ReadToken token)
    {
        Unsafe.SkipInit(out token);
        return CurrentRegistration is { } registration
            && !ThreadContext.Current.IsBusy
            && !ValidationMode.IsEnabled
            && registration.TryReadBeginAtOnce(in range, isWhole, out token);
    }

    private FaultException ReadFailed(FaultStatus status, AddressRange? range) => status == FaultStatus.TimedOut && CurrentRegistration is { SpaceIfAny: { } space } registration
        ? new FaultException(status, $"The time was up before a read section of {Text} could begin; {space.DescribeRunning(range ?? registration.Range)}.")
        : new FaultException(status);

    /// <summary>False: it is not inserted, so the status is that it is removed, and nothing is waited for.</summary>
    /// <exception cref="InvalidOperationException">Called where it could wait for itself.</exception>
    private bool MayRead(AddressRange? range, [NotNullWhen(true)] out Registration? registration, [NotNullWhen(true)] out AddressSpace? space)
    {
        registration = CurrentRegistration;
        space = registration?.SpaceIfAny;
        if (registration is null || space is null || registration.IsLeaving)
            return false;
        ThreadContext.Current.ThrowIfInCallback(space, nameof(ReadBegin), "Fault when the callback has returned.");
        ThreadContext.Current.ThrowIfInvalidating(space, range ?? registration.Range, nameof(ReadBegin));
        if (ValidationMode.IsEnabled)
            HeldLocks.OfThisThread.Waiting(space);
        return true;
    }

    private void ValidateRetry(ReadToken token)
    {
        if (token.Registration is not { } registration)
            return; // refused below
        if (ReferenceEquals(registration.Notifier, this))
            registration.Checks!.Checked(token);
        else
            ValidationMode.Report(ValidationRule.ForeignToken, $"{Text} was asked to check a token of {Another(registration)}, which always collides; ask the notifier whose ReadBegin gave it.", null);
    }

    /// <summary>Tells another notifier apart, also where both have the same text.</summary>
    private string Another(Registration registration) => registration.Name == Text ? $"another {registration.Name} (inserted for {registration.Range} in '{registration.SpaceName}')" : registration.Name;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool HasCollided(in ReadToken token)
    {
        var registration = token.Registration ?? throw DefaultToken();
        if (SeededBug.RegistrationReused.IsActive)
            return token.Sequence != CurrentRegistration!.Sequence || CurrentRegistration.IsLeaving;
        return !ReferenceEquals(registration, CurrentRegistration) || registration.HasCollided(in token);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ArgumentException DefaultToken() => new($"A default token belongs to no read section; pass the one that {nameof(ReadBegin)} returned.", "token");

    /// <summary>Begins the removal, unless that was done before. Null: it has ended already, and this call is the one that waits for it.</summary>
    private AddressSpace? BeginRemove(string operation, out Registration registration)
    {
        registration = CurrentRegistration is { IsRemoveReturned: false } current ? current : throw NotInserted(operation, CurrentRegistration);
        if (registration.SpaceIfAny is not { } space)
        {
            registration.IsRemoveReturned = true;
            return null;
        }

        ThreadContext.Current.ThrowIfInCallback(space, operation, $"Call {nameof(RemoveLater)} there.");
        ThreadContext.Current.ThrowIfInvalidating(space, registration, operation);
        if (ValidationMode.IsEnabled)
            HeldLocks.OfThisThread.Waiting(space);
        if (registration.RemovalStep.IsRunningHere(registration))
            throw new InvalidOperationException($"{operation} of {Text} was called in its own {nameof(OnRemoved)} or {nameof(WaitForCommits)}; it would wait for itself, and the notifier is removed already.");
        Interception.Happened(ProtocolStep.RemoveBegin, this);
        if (space.Tree.TryBeginLeaving(registration))
            RegistrationTelemetry.Removed(registration);
        return space;
    }

    private void CompleteRemove(AddressSpace space, Registration registration, bool isEnded)
    {
        if (!isEnded)
            throw RemoveTimedOut(space, registration);
        registration.IsRemoveReturned = true;
        Interception.Happened(ProtocolStep.RemoveEnd, this);
    }

    private TimeoutException RemoveTimedOut(AddressSpace space, Registration registration) => new(
        $"The time was up while {space.DescribeRunning(registration.Range)}. {Text} is removed from there on; call {nameof(Remove)} again to repeat the wait.");

    private InvalidOperationException NotInserted(string operation, Registration? registration) => new(
        registration is null ? $"{operation} of {Text}: it was never inserted, or its insert failed. Ask {nameof(IsInserted)} where that can be."
        : $"{operation} of {Text}: it was removed from '{registration.SpaceName}' before. Remove it once for each insert.");
}
