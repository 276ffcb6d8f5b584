using NotifierSdk.Checks;
using NotifierSdk.Engine;
using NotifierSdk.Telemetry;
using NotifierSdk.Waiting;

namespace NotifierSdk;

/// <content>What runs now, and who is inserted (protocol, section 7).</content>
public sealed partial class AddressSpace
{
    /// <summary>The notifiers that overlap the range, in order of their starts, ties by insertion: a snapshot, which the next insert or remove makes stale.</summary>
    public IReadOnlyList<IntervalNotifier> Find(AddressRange range) => _tree.Find(range);

    /// <summary>Whether no running invalidation overlaps the range. A range counts as active from before its callbacks until after its end.</summary>
    /// <remarks>A hint, no substitute for the retry of a fault: the next invalidation may begin at once.</remarks>
    public bool IsRangeValid(AddressRange range) => !_slots.IsAnyRunning(range);

    /// <summary>Waits until the invalidations that overlap the range now have ended; those that begin meanwhile are not waited for.</summary>
    /// <remarks>Never call it in a callback of this space, or inside an invalidation scope of this thread that overlaps the range.</remarks>
    /// <returns>False if the time was up first.</returns>
    /// <exception cref="InvalidOperationException">Called where it would wait for itself.</exception>
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

    /// <summary>The same without blocking a thread. It never continues on the thread that ends an invalidation.</summary>
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
        ThreadContext.Current.ThrowIfInCallback(this, nameof(WaitRangeValid), "Wait when the callback has returned.");
        ThreadContext.Current.ThrowIfInvalidating(this, range, nameof(WaitRangeValid));
        if (ValidationMode.IsEnabled)
            HeldLocks.OfThisThread.Waiting(this);
    }
}
