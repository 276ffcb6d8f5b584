using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using NotifierSdk.Checks;
using NotifierSdk.Engine;
using NotifierSdk.Seam;
using NotifierSdk.Telemetry;
using NotifierSdk.Waiting;

namespace NotifierSdk;

/// <summary>
/// Represents a subscription to one range of an address space. This is the base class of a driver that keeps a shadow of the range: its callback drops
/// what changes, and its faults fill the shadow again.
/// </summary>
/// <remarks>
/// <para>
/// To let the generator write the driver, mark one method with <see cref="InvalidateAttribute"/> and one with <see cref="FaultAttribute"/>.
/// </para>
/// <para>
/// To write a driver by hand, override <see cref="OnInvalidate"/>: take the driver lock, call <see cref="SetSeq"/>, drop the range, and return true. To fault, call
/// <see cref="ReadBegin(AddressRange, CancellationToken)"/>, collect, take the same lock, call <see cref="ReadRetry"/>, and commit if it returns false. No other order is
/// correct; <see href="https://github.com/notifiersdk/notifiersdk/blob/main/docs/writing-a-driver.md">Writing a driver by hand</see> shows why.
/// </para>
/// <para>All members may be called from any thread.</para>
/// </remarks>
public abstract partial class IntervalNotifier
{
    private Registration? _registration; // the last one; kept after its removal, so that a second Remove can be told from the first

    /// <summary>Gets the range that the notifier is inserted for, or was last inserted for.</summary>
    /// <exception cref="InvalidOperationException">The notifier was never inserted.</exception>
    public AddressRange Range =>
        CurrentRegistration?.Range ?? throw new InvalidOperationException($"{Text} was never inserted, so it has no range; insert it into an address space first.");

    /// <summary>Gets the space that the notifier is inserted into, or null if it is not inserted.</summary>
    public AddressSpace? Space => CurrentRegistration is { IsLeaving: false } registration ? registration.SpaceIfAny : null;

    /// <summary>Gets whether the notifier is inserted: an insert succeeded, and no removal has begun since.</summary>
    public bool IsInserted => CurrentRegistration is { IsLeaving: false };

    /// <summary>Gets the object that identifies this driver's own changes. It is compared by reference with <see cref="Invalidation.Owner"/>. If it is null, no change is the driver's own.</summary>
    public object? Owner { get; init; }

    // Guarded: a message must come out even if the notifier's own text throws.
    private string Text => AddressSpace.Describe(this);

    // Pairs with the compare-exchange in Attach: whoever sees the registration sees all of it.
    internal Registration? CurrentRegistration => Word.Read(ref _registration, this, nameof(_registration));

    /// <summary>Called when the range is about to change: drops the range from the shadow.</summary>
    /// <remarks>
    /// <para>
    /// The callback runs on the thread that announces the change. It may run for several invalidations at once, and it may be called as soon as the notifier is being inserted.
    /// </para>
    /// <para>
    /// Take the driver lock, call <see cref="SetSeq"/> on every path that accepts the invalidation, and drop the entries of <see cref="Invalidation.Overlap"/>. If the invalidation is not
    /// blockable, only try the lock, and return false if it is not free.
    /// </para>
    /// <para>
    /// The callback must not throw, must not call <see cref="Remove()"/> or <c>ReadBegin</c>, and must not begin an invalidation of the same space. It may call
    /// <see cref="RemoveLater"/> and <see cref="AddressSpace.Insert"/>.
    /// </para>
    /// </remarks>
    /// <param name="invalidation">The change.</param>
    /// <returns>True if the range is out of the shadow; false if the callback would have to block.</returns>
    /// <exception cref="InvalidOperationException">The type overrides neither this method nor <see cref="OnInvalidateStart"/>.</exception>
    protected virtual bool OnInvalidate(in Invalidation invalidation) =>
        throw new InvalidOperationException($"{Text} has no invalidation callback: mark a method with [Invalidate], or override {nameof(OnInvalidate)} or {nameof(OnInvalidateStart)}.");

    /// <summary>Called as the first half of a callback that is split in two: begins the slow work. By default, it calls <see cref="OnInvalidate"/>, which is the whole callback.</summary>
    /// <param name="invalidation">The change.</param>
    /// <param name="finish">The state that is handed to <see cref="OnInvalidateFinish"/> for this invocation.</param>
    /// <returns>True if the work has begun; false if the callback would have to block. In that case, no finish step follows.</returns>
    protected virtual bool OnInvalidateStart(in Invalidation invalidation, out FinishState finish)
    {
        finish = default;
        return OnInvalidate(in invalidation);
    }

    /// <summary>Called as the second half of a split callback, without any lock, after the first half of every overlapping notifier was called. When it returns, the range must be out of the shadow.</summary>
    protected virtual void OnInvalidateFinish(in Invalidation invalidation, FinishState finish)
    {
    }

    /// <summary>Called once for each registration when it has ended: no callback runs, and none will. It runs on the thread that calls <see cref="Remove()"/>, or on the thread pool.</summary>
    protected virtual void OnRemoved()
    {
    }

    /// <summary>
    /// Called when the notifier is removed, to wait for commits that are in progress, so that no commit follows the removal. Take the driver lock and release it. The default does nothing,
    /// and the generator overrides it.
    /// </summary>
    protected virtual void WaitForCommits()
    {
    }

    /// <summary>
    /// Gets whether the notifier gets a callback for its own removal. If true, the last callback for its range has the event <see cref="InvalidationEvent.Removed"/>, and so has the last callback for a part
    /// that an update takes away. The default is true.
    /// </summary>
    /// <remarks>
    /// Return false only if the notifier keeps no shadow, or if it drops its shadow before it is removed or updated. Changes of entries that stay in the shadow are not announced.
    /// </remarks>
    protected virtual bool IsToldOfRemoval => true;

    /// <summary>Saves the sequence of the invalidation that a callback accepts, so that every open token of the range collides. Call it only in a callback, and only under the driver lock.</summary>
    /// <exception cref="ArgumentException">The sequence is a default value.</exception>
    /// <exception cref="InvalidOperationException">The notifier was never inserted.</exception>
    protected void SetSeq(InvalidationSequence sequence)
    {
        if (sequence.Value == 0)
            throw new ArgumentException($"A default sequence names no invalidation; pass {nameof(Invalidation)}.{nameof(Invalidation.Sequence)}.", nameof(sequence));
        var registration = CurrentRegistration ?? throw new InvalidOperationException($"{Text} was never inserted; {nameof(SetSeq)} belongs into its invalidation callback.");
        var saved = registration.Save(sequence);
        Interception.Happened(ProtocolStep.SequenceSaved, this, number: saved);
    }

    /// <inheritdoc cref="ReadBegin(AddressRange, TimeSpan, CancellationToken)"/>
    public ReadToken ReadBegin(CancellationToken cancellationToken = default)
    {
        if (ReadableAtOnce is { } registration && registration.TryReadBeginAtOnce(default, isWhole: true, out var token))
            return token;
        return ReadBeginAfterAll(cancellationToken);
    }

    /// <inheritdoc cref="ReadBegin(AddressRange, TimeSpan, CancellationToken)"/>
    public ReadToken ReadBegin(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        ReadBegin(null, Deadline.After(timeout), cancellationToken);

    /// <inheritdoc cref="ReadBegin(AddressRange, TimeSpan, CancellationToken)"/>
    public ReadToken ReadBegin(AddressRange range, CancellationToken cancellationToken = default)
    {
        if (ReadableAtOnce is { } registration && registration.TryReadBeginAtOnce(in range, isWhole: false, out var token))
            return token;
        return ReadBeginAfterAll(in range, cancellationToken);
    }

    /// <summary>Begins a read section. If a change of the range collides with it later, <see cref="ReadRetry"/> of the token returns true.</summary>
    /// <remarks>
    /// <para>Waits while an invalidation runs that hit this notifier and overlaps the range. Invalidations of other parts of the notifier's range are not waited for, and do not collide.</para>
    /// <para>
    /// Do not call it in a callback of the same space, inside an overlapping invalidation scope of this thread, or while holding a lock that the callback takes.
    /// </para>
    /// </remarks>
    /// <param name="range">The range to read. It lies inside the notifier's range, which is the default.</param>
    /// <param name="timeout">The longest time to wait.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The token of this snapshot.</returns>
    /// <exception cref="FaultException">
    /// The notifier is not inserted (<see cref="FaultStatus.Removed"/>), its space was released (<see cref="FaultStatus.Released"/>), or the time
    /// was up (<see cref="FaultStatus.TimedOut"/>).
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie inside the notifier's range.</exception>
    /// <exception cref="InvalidOperationException">The call could wait for itself, or the notifier has failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ReadToken ReadBegin(AddressRange range, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        ReadBegin(range, Deadline.After(timeout), cancellationToken);

    /// <inheritdoc cref="ReadBeginAsync(AddressRange, TimeSpan, CancellationToken)"/>
    public ValueTask<ReadToken> ReadBeginAsync(AddressRange range, CancellationToken cancellationToken = default) =>
        ReadBeginAsync(range, Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>Begins a read section without blocking a thread. The continuation never runs on the thread that ends an invalidation.</summary>
    /// <inheritdoc cref="ReadBegin(AddressRange, TimeSpan, CancellationToken)"/>
    public async ValueTask<ReadToken> ReadBeginAsync(AddressRange range, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        var deadline = Deadline.After(timeout);
        var (status, token) = await TryReadBeginAsync(range, deadline, cancellationToken).ConfigureAwait(false);
        return status == FaultStatus.Completed ? token : throw ReadFailed(status, range);
    }

    /// <summary>Returns whether a change collided since the read section of the token began. Call it under the driver lock, before you commit what was collected.</summary>
    /// <returns>True if something collided: release the lock, undo what was collected, and start over with a new token. False if nothing collided: commit under the same hold of the lock.</returns>
    /// <exception cref="ArgumentException">The token is a default value.</exception>
    public bool ReadRetry(ReadToken token)
    {
        if (ValidationMode.IsEnabled)
            ValidateRetry(token);
        var hasCollided = HasCollided(in token);
        Interception.Happened(ProtocolStep.Retried, this, token.Range, token.Sequence, hasCollided);
        return hasCollided && FaultTelemetry.Collided(token.Registration!, token.Range);
    }

    /// <summary>Returns whether a change has already collided, as a hint for long collections. True is reliable; false proves nothing. The call needs no lock.</summary>
    /// <exception cref="ArgumentException">The token is a default value.</exception>
    public bool CheckRetry(ReadToken token) => HasCollided(in token);

    /// <summary>Ends the subscription. When the method returns, no callback runs, none will, and no commit follows.</summary>
    /// <remarks>
    /// <para>
    /// Read sections are refused and every token collides from the start. The notifier is still called until the commits in progress have ended and its last callback, with the event
    /// <see cref="InvalidationEvent.Removed"/> and for its whole range, has dropped the shadow. So every change is announced as long as the shadow has an entry.
    /// </para>
    /// <para>
    /// Waits for these commits, for this callback, and for the invalidations that hit the notifier. Do not call it in a callback of the same space (use <see cref="RemoveLater"/> there), inside an
    /// overlapping invalidation scope of this thread, or while holding a lock that the callback takes.
    /// </para>
    /// </remarks>
    /// <exception cref="InvalidOperationException">The notifier is not inserted or was removed before, or the call would wait for itself.</exception>
    public void Remove()
    {
        var space = BeginRemove(nameof(Remove), out var registration);
        EndRemove(space, registration);
    }

    /// <summary>Removes the notifier if it is inserted. Call it in <c>Dispose</c> or in a cleanup, where the notifier may not be inserted, or where other threads may remove it at the same time.</summary>
    /// <remarks>
    /// When the method returns, no callback runs, none will, and no commit follows, whatever the result is: the method waits for a removal that another thread began. Do not call it where
    /// <see cref="Remove()"/> is not allowed.
    /// </remarks>
    /// <returns>
    /// True for one call after each insert: the call that removed the notifier, or the first one after <see cref="RemoveLater"/>. False if the notifier was never inserted, or if another call has removed it.
    /// </returns>
    /// <exception cref="InvalidOperationException">The call would wait for itself.</exception>
    public bool TryRemove() => CurrentRegistration is { IsRemoveReturned: false } registration && EndRemove(BeginRemove(nameof(TryRemove), registration), registration);

    /// <inheritdoc cref="Remove()"/>
    /// <remarks><see cref="WaitForCommits"/>, the last callback, and <see cref="OnRemoved"/> run on the thread pool, because they may take longer than the caller wants to wait.</remarks>
    /// <param name="timeout">The longest time to wait.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">The time is up. The notifier is removed nevertheless; call the method again to repeat the wait.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled. The notifier is removed nevertheless; call the method again to repeat the wait.</exception>
    public void Remove(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        var deadline = Deadline.After(timeout);
        if (BeginRemove(nameof(Remove), out var registration) is not { } space)
        {
            registration.TryReturnRemove();
            return;
        }

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
        {
            registration.TryReturnRemove();
            return;
        }

        registration.RemovalStep.QueueIfDue(registration);
        var wait = new RemovalWait(registration, isRunByCaller: false);
        var waiting = new LongWait(this, registration.Range);
        CompleteRemove(space, registration, await MeasuredWait.UntilAsync(wait, space, MeasuredWait.Remove, deadline, cancellationToken, waiting).ConfigureAwait(false));
    }

    /// <summary>
    /// Ends the subscription without waiting. The method may be called in a callback.
    /// </summary>
    /// <remarks>
    /// <para>
    /// From now on, read sections are refused and every token collides. The rest of the removal follows on the thread pool: the notifier is called until its shadow is dropped, and <see cref="OnRemoved"/>
    /// is called when no callback of it runs any more. To wait for that, call <see cref="Remove()"/> afterwards.
    /// </para>
    /// <para>
    /// Do not call this method in a loop that inserts and removes notifiers. If the loop is faster than the thread pool, registrations accumulate, and each change of their range still calls every one of
    /// them until its last callback has run. Call <see cref="Remove()"/> in such a loop, which waits for the last callback. If the loop only moves a notifier to another range, apply a
    /// <see cref="NotifierBatch"/> with <see cref="NotifierBatch.Update"/> instead.
    /// </para>
    /// </remarks>
    /// <exception cref="InvalidOperationException">The notifier is not inserted.</exception>
    public void RemoveLater()
    {
        if (!TryRemoveLater())
            throw NotInserted(nameof(RemoveLater), CurrentRegistration);
    }

    /// <summary>The same; false if it is not inserted.</summary>
    internal bool TryRemoveLater()
    {
        var registration = CurrentRegistration;
        if (registration?.SpaceIfAny is not { } space || !space.Tree.TryBeginLeaving(registration))
            return false;
        registration.RemovalStep.QueueIfDue(registration);
        RegistrationTelemetry.Removed(registration);
        return true;
    }

    internal bool Start(in Invalidation invalidation, out FinishState finish)
    {
        if (Interception.IsEnabled)
            return StartIntercepted(in invalidation, out finish);
        return CallbackMeasurement.IsEnabled ? StartMeasured(in invalidation, out finish) : OnInvalidateStart(in invalidation, out finish);
    }

    internal void Finish(in Invalidation invalidation, FinishState finish)
    {
        Interception.Happened(ProtocolStep.FinishStart, this, invalidation.Range, invalidation.Sequence.Value);
        if (CallbackMeasurement.IsEnabled)
            FinishMeasured(in invalidation, finish);
        else
            OnInvalidateFinish(in invalidation, finish);
        Interception.Happened(ProtocolStep.FinishEnd, this, invalidation.Range, invalidation.Sequence.Value);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void FinishMeasured(in Invalidation invalidation, FinishState finish)
    {
        using (CallbackMeasurement.OfFinish(this, in invalidation))
            OnInvalidateFinish(in invalidation, finish);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool StartMeasured(in Invalidation invalidation, out FinishState finish)
    {
        using (CallbackMeasurement.OfStart(this, in invalidation))
            return OnInvalidateStart(in invalidation, out finish);
    }

    private bool StartIntercepted(in Invalidation invalidation, out FinishState finish)
    {
        Interception.Happened(ProtocolStep.CallbackStart, this, invalidation.Range, invalidation.Sequence.Value);
        var isAccepted = false;
        try
        {
            isAccepted = CallbackMeasurement.IsEnabled ? StartMeasured(in invalidation, out finish) : OnInvalidateStart(in invalidation, out finish);
            // A driver knows its own changes, and after a release or a removal nothing is committed.
            if (invalidation.Event is InvalidationEvent.Release or InvalidationEvent.Removed || IsOwn(in invalidation))
                Interception.Happened(ProtocolStep.Ignored, this, invalidation.Range);
            return isAccepted;
        }
        finally
        {
            Interception.Happened(ProtocolStep.CallbackEnd, this, invalidation.Range, invalidation.Sequence.Value, isAccepted);
        }
    }

    /// <summary>Whether the driver made the change itself, and need not follow it.</summary>
    internal bool IsOwn(in Invalidation invalidation) =>
        invalidation.Owner is { } owner && (ReferenceEquals(owner, this) || ReferenceEquals(owner, Owner));

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
        ReadableAtOnce is { } registration && registration.TryReadBeginAtOnce(in range, isWhole: false, out token)
            ? FaultStatus.Completed
            : TryReadBegin((AddressRange?)range, deadline, cancellationToken, out token);

    /// <summary>The same for a range or the whole, with every check, and with the wait.</summary>
    internal FaultStatus TryReadBegin(AddressRange? range, Deadline deadline, CancellationToken cancellationToken, out ReadToken token, string operation = nameof(ReadBegin))
    {
        token = default;
        if (!MayRead(range, operation, out var registration, out var space))
            return FaultStatus.Removed;
        if (registration.TryReadBegin(range, out token, out var status, out _))
            return status;
        var wait = new ReadWait(registration, range);
        var isMet = MeasuredWait.Until(ref wait, space, MeasuredWait.Read, deadline, cancellationToken, new LongWait(this, range ?? registration.Range));
        token = wait.Token;
        return isMet ? wait.Status : FaultStatus.TimedOut;
    }

    /// <summary>The same without blocking a thread.</summary>
    internal ValueTask<(FaultStatus Status, ReadToken Token)> TryReadBeginAsync(
        AddressRange? range, Deadline deadline, CancellationToken cancellationToken, string operation = nameof(ReadBegin))
    {
        if (!MayRead(range, operation, out var registration, out var space))
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

    // Kept apart, as the next, so that the short way needs no room for what this one does.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ReadToken ReadBeginAfterAll(CancellationToken cancellationToken) => ReadBegin(null, Deadline.Never, cancellationToken);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ReadToken ReadBeginAfterAll(in AddressRange range, CancellationToken cancellationToken) => ReadBegin(range, Deadline.Never, cancellationToken);

    private ReadToken ReadBegin(AddressRange? range, Deadline deadline, CancellationToken cancellationToken)
    {
        var status = TryReadBegin(range, deadline, cancellationToken, out var token);
        token.Registration?.Checks?.Begun(token);
        return status == FaultStatus.Completed ? token : throw ReadFailed(status, range);
    }

    /// <summary>The registration, where its words alone decide whether a read section begins: nearly always. Null in a callback, which may have to throw.</summary>
    // The scopes that the thread has open need no look: one that overlaps has hit the registration, or the registration was born during it, and the words say so.
    private Registration? ReadableAtOnce
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => !ThreadContext.IsInCallback && !ValidationMode.IsEnabled ? CurrentRegistration : null;
    }

    private FaultException ReadFailed(FaultStatus status, AddressRange? range) => status == FaultStatus.TimedOut && CurrentRegistration is { SpaceIfAny: { } space } registration
        ? new FaultException(status, $"The time was up before a read section of {Text} could begin; {space.DescribeRunning(range ?? registration.Range)}.")
        : new FaultException(status);

    /// <summary>What a generated fault throws when its time is up.</summary>
    internal FaultException FaultTimedOut(AddressRange range, int attempts)
    {
        var running = CurrentRegistration?.SpaceIfAny?.Slots.Describe(range) ?? "what ran in its range has ended since";
        var collided = attempts == 0 ? "" : $"after {attempts} attempt{(attempts == 1 ? "" : "s")} that collided, ";
        return new FaultException(FaultStatus.TimedOut, $"The time was up before a fault of {range} of {Text} completed, and nothing was committed: {collided}{running}.");
    }

    /// <summary>False: it is not inserted, so the status is that it is removed, and nothing is waited for.</summary>
    /// <exception cref="InvalidOperationException">Called where it could wait for itself.</exception>
    private bool MayRead(AddressRange? range, string operation, [NotNullWhen(true)] out Registration? registration, [NotNullWhen(true)] out AddressSpace? space)
    {
        registration = CurrentRegistration;
        space = registration?.SpaceIfAny;
        if (registration is null || space is null || registration.IsLeaving)
            return false;
        ThreadContext.Current.ThrowIfInCallback(space, operation, "Fault when the callback has returned.");
        ThreadContext.Current.ThrowIfInvalidating(space, range ?? registration.Range, operation);
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
        return !ReferenceEquals(registration, CurrentRegistration) || registration.HasCollided(in token);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ArgumentException DefaultToken() => new($"A default token belongs to no read section; pass the one that {nameof(ReadBegin)} returned.", "token");

    /// <summary>Begins the removal, unless that was done before. Null: it has ended already, and this call is the one that waits for it.</summary>
    private AddressSpace? BeginRemove(string operation, out Registration registration)
    {
        registration = CurrentRegistration is { IsRemoveReturned: false } current ? current : throw NotInserted(operation, CurrentRegistration);
        return BeginRemove(operation, registration);
    }

    private AddressSpace? BeginRemove(string operation, Registration registration)
    {
        if (registration.SpaceIfAny is not { } space)
            return null;
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

    /// <summary>Runs what is due of the removal on this thread, and waits for the rest. True for the first call that gets here.</summary>
    private bool EndRemove(AddressSpace? space, Registration registration)
    {
        if (space is null)
            return registration.TryReturnRemove();
        var wait = new RemovalWait(registration, isRunByCaller: true);
        do
        {
            registration.RemovalStep.RunIfDue(registration);
            MeasuredWait.Until(ref wait, space, MeasuredWait.Remove, Deadline.Never, CancellationToken.None, new LongWait(this, registration.Range));
        }
        while (!registration.RemovalStep.IsDone(registration));
        var isFirst = registration.TryReturnRemove();
        Interception.Happened(ProtocolStep.RemoveEnd, this);
        return isFirst;
    }

    private void CompleteRemove(AddressSpace space, Registration registration, bool isEnded)
    {
        if (!isEnded)
            throw RemoveTimedOut(space, registration);
        registration.TryReturnRemove();
        Interception.Happened(ProtocolStep.RemoveEnd, this);
    }

    private TimeoutException RemoveTimedOut(AddressSpace space, Registration registration) => new(
        $"The time was up while {space.DescribeRunning(registration.Range)}. {Text} is removed from there on; call {nameof(Remove)} again to repeat the wait.");

    private InvalidOperationException NotInserted(string operation, Registration? registration) => new(
        registration is null ? $"{operation} of {Text}: it was never inserted, or its insert failed. Ask {nameof(IsInserted)} where that can be."
        : $"{operation} of {Text}: it was removed from '{registration.SpaceName}' before. Remove it once for each insert.");
}
