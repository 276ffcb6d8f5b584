using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using NotifierSdk.Checks;
using NotifierSdk.Engine;
using NotifierSdk.Seam;
using NotifierSdk.Telemetry;
using NotifierSdk.Waiting;

namespace NotifierSdk;

/// <content>Read sections: they begin, and are checked.</content>
public abstract partial class IntervalNotifier
{
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
    /// <exception cref="ArgumentOutOfRangeException">
    /// The range does not lie inside the notifier's range, or the timeout is negative and not infinite, or more than <see cref="int.MaxValue"/> milliseconds.
    /// </exception>
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
        ThreadContext.ThrowIfInCallback(space, operation, "Fault when the callback has returned.");
        ThreadContext.ThrowIfInvalidating(space, range ?? registration.Range, operation);
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
}
