using System.ComponentModel;
using NotifierSdk.Seam;
using NotifierSdk.Telemetry;
using NotifierSdk.Waiting;

namespace NotifierSdk.CompilerServices;

/// <summary>The bounded sequence of read sections that one fault goes through. For generated code only.</summary>
/// <remarks>
/// Call <see cref="TryBegin(out ReadSection)"/> once for each attempt, or <see cref="ReadBeginAsync"/> and then
/// <see cref="TryBegin(AttemptBegin, out ReadSection)"/>: the attempt before it has collided. Not safe for use by several threads.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public struct FaultAttempts
{
    // The first retry comes at once; then the wait doubles, up to a few microseconds: one that keeps colliding leaves the notifier's words to
    // those who invalidate.
    private const int FirstSpin = 8;
    private const int Doublings = 7;

    private readonly IntervalNotifier _notifier;
    private readonly AddressRange _range;
    private readonly int _maxAttempts;
    private readonly Deadline _deadline;
    private readonly CancellationToken _cancellationToken;
    private int _attempt;

    /// <summary>Prepares a fault; nothing has begun yet.</summary>
    /// <param name="notifier">Whose fault it is.</param>
    /// <param name="range">What is faulted, inside the notifier's range.</param>
    /// <param name="maxAttempts">How many read sections may begin, at least 1.</param>
    /// <param name="timeoutMilliseconds">How long all attempts together may wait; -1 is for ever.</param>
    /// <param name="cancellationToken">Ends a wait, and is looked at before each attempt.</param>
    public FaultAttempts(IntervalNotifier notifier, AddressRange range, int maxAttempts, int timeoutMilliseconds, CancellationToken cancellationToken)
    {
        _notifier = notifier;
        _range = range;
        _maxAttempts = maxAttempts;
        _deadline = Deadline.AfterMilliseconds(timeoutMilliseconds);
        _cancellationToken = cancellationToken;
        Status = FaultStatus.Collided;
    }

    /// <summary>Why no further attempt begins, once a <c>TryBegin</c> returned false.</summary>
    public FaultStatus Status { readonly get; private set; }

    /// <summary>Begins the next attempt's read section; waits while an invalidation that hit the notifier runs.</summary>
    /// <returns>False: no attempt begins any more, and <see cref="Status"/> says why.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie inside the notifier's.</exception>
    public bool TryBegin(out ReadSection section)
    {
        if (!MayBegin(out var status))
            return TryBegin(new AttemptBegin(status, default), out section);
        status = _notifier.TryReadBegin(_range, _deadline, _cancellationToken, out var token);
        return TryBegin(new AttemptBegin(status, token), out section);
    }

    /// <summary>Takes what <see cref="ReadBeginAsync"/> found as the next attempt.</summary>
    /// <returns>False: no attempt begins any more, and <see cref="Status"/> says why.</returns>
    public bool TryBegin(AttemptBegin begin, out ReadSection section)
    {
        Status = begin.Status;
        if (begin.Status != FaultStatus.Completed)
        {
            section = default;
            return false;
        }

        section = new ReadSection(begin.Token, ++_attempt);
        if (FaultTelemetry.IsEnabled)
            FaultTelemetry.Began(begin.Token, _attempt);
        return true;
    }

    /// <summary>As <see cref="TryBegin(out ReadSection)"/>, without blocking a thread; the attempt counts once <see cref="TryBegin(AttemptBegin, out ReadSection)"/> took it.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie inside the notifier's.</exception>
    public readonly ValueTask<AttemptBegin> ReadBeginAsync()
    {
        if (!MayBegin(out var status))
            return ValueTask.FromResult(new AttemptBegin(status, default));
        var reading = _notifier.TryReadBeginAsync(_range, _deadline, _cancellationToken);
        return reading.IsCompletedSuccessfully ? ValueTask.FromResult(Begin(reading.Result)) : Await(reading);

        static async ValueTask<AttemptBegin> Await(ValueTask<(FaultStatus, ReadToken)> reading) => Begin(await reading.ConfigureAwait(false));

        static AttemptBegin Begin((FaultStatus Status, ReadToken Token) read) => new(read.Status, read.Token);
    }

    /// <summary>What a fault throws that can return no status. If the time was up, it names what ran at that moment.</summary>
    public readonly FaultException Failure() => Status == FaultStatus.TimedOut ? _notifier.FaultTimedOut(_range, _attempt) : new FaultException(Status);

    /// <summary>The same for a fault that returns it.</summary>
    public readonly FaultOutcome Outcome() => Status == FaultStatus.TimedOut ? new FaultOutcome(Status, Failure()) : new FaultOutcome(Status);

    private readonly bool MayBegin(out FaultStatus status)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        status = _attempt == _maxAttempts ? FaultStatus.Collided
            : _attempt > 0 && _deadline.HasPassed ? FaultStatus.TimedOut
            : FaultStatus.Completed;
        if (status == FaultStatus.Completed && _attempt > 1 && !Interception.IsEnabled)
            Thread.SpinWait(FirstSpin << Math.Min(_attempt - 2, Doublings));
        return status == FaultStatus.Completed;
    }
}
