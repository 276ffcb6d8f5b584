using System.ComponentModel;
using NotifierSdk.Waiting;

namespace NotifierSdk.CompilerServices;

/// <summary>The bounded sequence of read sections that one fault goes through. For generated code only.</summary>
/// <remarks>Call <see cref="TryBegin"/> once for each attempt; the attempt before it has collided. Not safe for use by several threads.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public struct FaultAttempts
{
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

    /// <summary>Why no further attempt begins, once <see cref="TryBegin"/> returned false.</summary>
    public FaultStatus Status { readonly get; private set; }

    /// <summary>Begins the next attempt's read section; waits while an invalidation that hit the notifier runs.</summary>
    /// <returns>False: no attempt begins any more, and <see cref="Status"/> says why.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie inside the notifier's.</exception>
    public bool TryBegin(out ReadSection section)
    {
        section = default;
        _cancellationToken.ThrowIfCancellationRequested();
        if (_attempt == _maxAttempts)
        {
            Status = FaultStatus.Collided;
            return false;
        }

        if (_attempt > 0 && _deadline.HasPassed)
        {
            Status = FaultStatus.TimedOut;
            return false;
        }

        var status = _notifier.TryReadBegin(_range, _deadline, _cancellationToken, out var token);
        if (status != FaultStatus.Completed)
        {
            Status = status;
            return false;
        }

        section = new ReadSection(token, ++_attempt);
        return true;
    }
}
