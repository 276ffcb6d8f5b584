using NotifierSdk.Engine;
using NotifierSdk.Seam;

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

    /// <summary>Called once for each registration when it has ended: no callback is running, and no callback will run. It runs on the thread that calls <see cref="Remove()"/>, or on the thread pool.</summary>
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
        if (sequence == default)
            throw new ArgumentException($"A default sequence names no invalidation; pass {nameof(Invalidation)}.{nameof(Invalidation.Sequence)}.", nameof(sequence));
        var registration = CurrentRegistration ?? throw new InvalidOperationException($"{Text} was never inserted; {nameof(SetSeq)} belongs into its invalidation callback.");
        var saved = registration.Save(sequence);
        Interception.Happened(ProtocolStep.SequenceSaved, this, number: saved);
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
        : new($"{Text} cannot be inserted: its removal from '{former.SpaceName}' has not ended. Call {nameof(Remove)} to wait until the removal has ended, even if you called {nameof(RemoveLater)}.");

    /// <summary>Undoes an Attach whose insert failed.</summary>
    internal void Detach(Registration registration, Registration? former) =>
        Word.CompareExchange(ref _registration, former, registration, this, nameof(_registration));
}
