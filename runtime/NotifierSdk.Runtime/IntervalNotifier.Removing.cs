using System.Diagnostics.CodeAnalysis;
using NotifierSdk.Checks;
using NotifierSdk.Engine;
using NotifierSdk.Seam;
using NotifierSdk.Telemetry;
using NotifierSdk.Waiting;

namespace NotifierSdk;

/// <content>Removal: at once, later, and what waits for it.</content>
public abstract partial class IntervalNotifier
{
    /// <summary>Ends the subscription. When the method returns, no callback is running, no callback will run, and no commit follows.</summary>
    /// <remarks>
    /// <para>
    /// Read sections are refused and every token collides from the start. The notifier is still called until the commits in progress have ended and its last callback, with the event
    /// <see cref="InvalidationEvent.Removed"/> and for its whole range, has dropped the shadow. So every change is announced as long as the shadow has an entry.
    /// </para>
    /// <para>
    /// Waits for these commits, for this callback, and for the invalidations that hit the notifier. Do not call it in a callback of the same space (use <see cref="RemoveLater"/> there), inside an
    /// overlapping invalidation scope of this thread, or while holding a lock that the callback takes.
    /// </para>
    /// <para>
    /// <see cref="WaitForCommits"/> and <see cref="OnRemoved"/> run on this thread, unless <see cref="RemoveLater"/> or another thread has begun the removal. If one of them throws on this thread, the method
    /// first waits until the removal has ended, and then throws the same exception. The notifier is removed; do not call the method again.
    /// </para>
    /// <para>
    /// If a wait is interrupted, the method throws a <see cref="ThreadInterruptedException"/>. The notifier is removed nevertheless; call the method again to repeat the wait.
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
    /// When the method returns, no callback is running, no callback will run, and no commit follows, whatever the result is: the method waits for a removal that another thread began. Do not call it where
    /// <see cref="Remove()"/> is not allowed. If <see cref="WaitForCommits"/> or <see cref="OnRemoved"/> throws on this thread, the method throws the same exception in the same way as
    /// <see cref="Remove()"/>. Later calls then return false.
    /// </remarks>
    /// <returns>
    /// True for one call after each insert: the call that removed the notifier, or the first one after <see cref="RemoveLater"/>. False if the notifier was never inserted, or if another call has removed it.
    /// </returns>
    /// <exception cref="InvalidOperationException">The call would wait for itself.</exception>
    /// <exception cref="ThreadInterruptedException">The wait was interrupted. The notifier is removed nevertheless; call the method again to repeat the wait.</exception>
    public bool TryRemove() => CurrentRegistration is { IsRemoveReturned: false } registration && EndRemove(BeginRemove(nameof(TryRemove), registration), registration);

    /// <inheritdoc cref="Remove()"/>
    /// <remarks>
    /// <see cref="WaitForCommits"/>, the last callback, and <see cref="OnRemoved"/> run on the thread pool, because they may take longer than the caller wants to wait. If one of them throws,
    /// <see cref="AddressSpace.Error"/> is raised, and the method does not throw the exception.
    /// </remarks>
    /// <param name="timeout">The longest time to wait.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative and not infinite, or more than <see cref="int.MaxValue"/> milliseconds.</exception>
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
        if (CurrentRegistration is not { } registration || !TryRemoveLater(registration))
            throw NotInserted(nameof(RemoveLater), CurrentRegistration);
    }

    /// <summary>The same for one registration, whether or not it is its notifier's last one; false if its removal has begun.</summary>
    internal static bool TryRemoveLater(Registration registration)
    {
        if (registration.SpaceIfAny is not { } space || !space.Tree.TryBeginLeaving(registration))
            return false;
        registration.RemovalStep.QueueIfDue(registration);
        RegistrationTelemetry.Removed(registration);
        return true;
    }

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
        ThreadContext.ThrowIfInCallback(space, operation, $"Call {nameof(RemoveLater)} there.");
        ThreadContext.ThrowIfInvalidating(space, registration, operation);
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
            try
            {
                registration.RemovalStep.RunIfDue(registration);
            }
            catch (Exception exception) when (exception is not ThreadInterruptedException)
            {
                // The driver threw, and is removed all the same: once the rest has ended, another Remove is one too many. Not so where memory ran out before, or where
                // the thread was interrupted in a wait of the driver's: that is repeated. The look is not in the filter, which runs before the step's own finally.
                if (registration.IsRemoved)
                    EndRemove(space, registration);
                throw;
            }

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
        $"The time was up while {space.DescribeRunning(registration.Range)}. {Text} is already removed. To wait again, call {nameof(Remove)}.");

    private InvalidOperationException NotInserted(string operation, Registration? registration) => new(
        registration is null ? $"{operation} of {Text}: it was never inserted, or its insert failed. Ask {nameof(IsInserted)} where that can be."
        : $"{operation} of {Text}: it was removed from '{registration.SpaceName}' before. Remove it once for each insert.");
}
