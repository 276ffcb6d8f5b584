using NotifierSdk.Waiting;

namespace NotifierSdk;

/// <content>Reading for a caller that asks for a status instead of an exception, or waits before it faults again.</content>
public abstract partial class IntervalNotifier
{
    /// <inheritdoc cref="TryReadBegin(AddressRange, TimeSpan, CancellationToken, out ReadToken)"/>
    public FaultStatus TryReadBegin(AddressRange range, TimeSpan timeout, out ReadToken token) => TryReadBegin(range, timeout, CancellationToken.None, out token);

    /// <summary>Begins a read section in the same way as <see cref="ReadBegin(AddressRange, TimeSpan, CancellationToken)"/>, and returns a status instead of throwing if none begins.</summary>
    /// <inheritdoc cref="ReadBegin(AddressRange, TimeSpan, CancellationToken)" path="/remarks"/>
    /// <param name="range">The range to read, inside the range of the notifier.</param>
    /// <param name="timeout">How long to wait at most. <see cref="TimeSpan.Zero"/> never waits.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="token">The token of this snapshot. If the result is not <see cref="FaultStatus.Completed"/>, it is the default value, and every check of it throws.</param>
    /// <returns>
    /// <see cref="FaultStatus.Completed"/> if the section has begun. Otherwise <see cref="FaultStatus.TimedOut"/>, <see cref="FaultStatus.Removed"/> if the notifier is not inserted, or
    /// <see cref="FaultStatus.Released"/>.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The range does not lie inside the range of the notifier, or the timeout is negative and not infinite, or more than <see cref="int.MaxValue"/> milliseconds.
    /// </exception>
    /// <exception cref="InvalidOperationException">The call could wait for itself, or the notifier has failed.</exception>
    /// <exception cref="OperationCanceledException">The cancellation token was canceled.</exception>
    public FaultStatus TryReadBegin(AddressRange range, TimeSpan timeout, CancellationToken cancellationToken, out ReadToken token)
    {
        var deadline = Deadline.After(timeout);
        if (ReadableAtOnce is { } registration && registration.TryReadBeginAtOnce(in range, isWhole: false, out token))
            return FaultStatus.Completed;
        var status = TryReadBegin(range, deadline, cancellationToken, out token, nameof(TryReadBegin));
        token.Registration?.Checks?.Begun(token);
        return status;
    }

    /// <inheritdoc cref="WaitReadable(AddressRange, TimeSpan, CancellationToken)"/>
    public FaultStatus WaitReadable(AddressRange range, CancellationToken cancellationToken = default) => WaitReadable(range, Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>
    /// Waits until no invalidation that overlaps the range runs. Call it when a fault ended as <see cref="FaultStatus.Collided"/>, before you try again.
    /// </summary>
    /// <remarks>
    /// The method begins no read section, and its result proves nothing: the next invalidation can begin at once. Do not call it where <see cref="ReadBegin(AddressRange, CancellationToken)"/> is not allowed.
    /// </remarks>
    /// <param name="range">The range to read, inside the range of the notifier.</param>
    /// <param name="timeout">How long to wait at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>
    /// <see cref="FaultStatus.Completed"/> if a fault can begin. Otherwise <see cref="FaultStatus.TimedOut"/>, or, if no fault will ever succeed, <see cref="FaultStatus.Removed"/> or
    /// <see cref="FaultStatus.Released"/>.
    /// </returns>
    /// <inheritdoc cref="TryReadBegin(AddressRange, TimeSpan, CancellationToken, out ReadToken)" path="/exception"/>
    public FaultStatus WaitReadable(AddressRange range, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        var deadline = Deadline.After(timeout);
        return ReadableAtOnce is { } registration && registration.TryReadBeginAtOnce(in range, isWhole: false, out _)
            ? FaultStatus.Completed
            : TryReadBegin(range, deadline, cancellationToken, out _, nameof(WaitReadable));
    }

    /// <inheritdoc cref="WaitReadableAsync(AddressRange, TimeSpan, CancellationToken)"/>
    public ValueTask<FaultStatus> WaitReadableAsync(AddressRange range, CancellationToken cancellationToken = default) =>
        WaitReadableAsync(range, Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>Waits in the same way as <see cref="WaitReadable(AddressRange, TimeSpan, CancellationToken)"/>, without blocking a thread. The continuation never runs on the thread that ends an invalidation.</summary>
    /// <inheritdoc cref="WaitReadable(AddressRange, TimeSpan, CancellationToken)"/>
    public ValueTask<FaultStatus> WaitReadableAsync(AddressRange range, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        var reading = TryReadBeginAsync(range, Deadline.After(timeout), cancellationToken, nameof(WaitReadableAsync));
        return reading.IsCompletedSuccessfully ? ValueTask.FromResult(reading.Result.Status) : Await(reading);

        static async ValueTask<FaultStatus> Await(ValueTask<(FaultStatus Status, ReadToken)> reading) => (await reading.ConfigureAwait(false)).Status;
    }
}
