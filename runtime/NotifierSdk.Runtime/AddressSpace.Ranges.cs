using NotifierSdk.Checks;
using NotifierSdk.Engine;
using NotifierSdk.Telemetry;
using NotifierSdk.Waiting;

namespace NotifierSdk;

/// <content>What runs now, and who is inserted.</content>
public sealed partial class AddressSpace
{
    /// <summary>Returns the notifiers that overlap the range, in the order of their starts, and for equal starts in the order of their insertion. The list is a snapshot; the next insert or removal makes it out of date.</summary>
    public IReadOnlyList<IntervalNotifier> Find(AddressRange range) => _tree.Find(range);

    /// <summary>Returns whether no running invalidation overlaps the range. A range counts as active from before its callbacks until after its end.</summary>
    /// <remarks>This is a hint and does not replace the retry check of a fault, because the next invalidation may begin at any time.</remarks>
    public bool IsRangeValid(AddressRange range) => !_slots.IsAnyRunning(range);

    /// <summary>Waits until the invalidations that overlap the range now have ended. Invalidations that begin meanwhile are not waited for.</summary>
    /// <remarks>Do not call it in a callback of this space, or inside an overlapping invalidation scope of this thread.</remarks>
    /// <returns>True if the invalidations have ended; false if the time was up first.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative and not infinite, or more than <see cref="int.MaxValue"/> milliseconds.</exception>
    /// <exception cref="InvalidOperationException">The call would wait for itself.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public bool WaitRangeValid(AddressRange range, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        var deadline = Deadline.After(timeout);
        CheckWaitRangeValid(range);
        if (_slots.FindRunning(range) is not { } running)
            return true;
        var wait = new RangeWait(running);
        return MeasuredWait.Until(ref wait, this, MeasuredWait.Range, deadline, cancellationToken);
    }

    /// <inheritdoc cref="WaitRangeValid(AddressRange, TimeSpan, CancellationToken)"/>
    public void WaitRangeValid(AddressRange range, CancellationToken cancellationToken = default) =>
        WaitRangeValid(range, Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>Waits in the same way without blocking a thread. The continuation never runs on the thread that ends an invalidation.</summary>
    /// <inheritdoc cref="WaitRangeValid(AddressRange, TimeSpan, CancellationToken)"/>
    public ValueTask<bool> WaitRangeValidAsync(AddressRange range, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        var deadline = Deadline.After(timeout);
        CheckWaitRangeValid(range);
        return _slots.FindRunning(range) is { } running
            ? MeasuredWait.UntilAsync(new RangeWait(running), this, MeasuredWait.Range, deadline, cancellationToken)
            : ValueTask.FromResult(true);
    }

    private void CheckWaitRangeValid(AddressRange range)
    {
        ThreadContext.ThrowIfInCallback(this, nameof(WaitRangeValid), "Wait when the callback has returned.");
        ThreadContext.ThrowIfInvalidating(this, range, nameof(WaitRangeValid));
        if (ValidationMode.IsEnabled)
            HeldLocks.OfThisThread.Waiting(this);
    }
}
