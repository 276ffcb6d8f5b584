using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using NotifierSdk.Checks;
using NotifierSdk.Engine;
using NotifierSdk.Seam;
using NotifierSdk.Telemetry;
using NotifierSdk.Tree;
using NotifierSdk.Waiting;

namespace NotifierSdk;

/// <summary>
/// Represents a memory mapping to the notifiers that follow it. The owner of the mapping announces each change before making it, and says when the change is made. Every notifier
/// whose range overlaps is called before the change.
/// </summary>
/// <remarks>All members may be called from any thread. <see href="https://github.com/notifiersdk/notifiersdk/blob/main/docs/concepts.md">Concepts</see> explains the cycle.</remarks>
public sealed partial class AddressSpace : IDisposable
{
    private static long s_lastNumber;

    private readonly SlotTable _slots;
    private readonly RegistrationTree _tree;
    private readonly RangeList _ranges = new();
    private long _longWaitTicks = TimeSpan.FromSeconds(10).Ticks;
    private int _releasedBy; // the thread that disposes the space
    private bool _isReleaseDone;
    private WaitQueue _disposers;

    /// <summary>Creates a space without notifiers.</summary>
    /// <param name="name">The name of the space in messages and telemetry.</param>
    public AddressSpace(string? name = null)
    {
        Name = name ?? "address space";
        _slots = new SlotTable(this);
        _tree = new RegistrationTree(_slots);
    }

    /// <summary>Gets the name of the space in messages and telemetry.</summary>
    public string Name { get; }

    /// <summary>Gets whether the space was disposed. Inserts and faults are then refused; notifiers that are inserted must still be removed.</summary>
    public bool IsReleased => _tree.IsReleased;

    /// <summary>
    /// Raised when a callback fails and no caller can get an exception, when a callback returns false where it must not, and when a wait takes too long. The event is raised on the thread where this happens. A handler must not throw.
    /// </summary>
    public event EventHandler<AddressSpaceErrorEventArgs>? Error;

    /// <summary>
    /// Gets or sets how long a fault or a removal may wait before <see cref="Error"/> is raised and an event is written. The default is 10 seconds; <see cref="TimeSpan.Zero"/> turns this off.
    /// </summary>
    /// <remarks>The report is made once for each wait. It names what the wait is for, such as a scope that was never ended. The wait continues.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or more than <see cref="int.MaxValue"/> milliseconds.</exception>
    public TimeSpan LongWaitThreshold
    {
        get => new(Word.Read(ref _longWaitTicks, this, nameof(LongWaitThreshold)));
        set
        {
            if (value < TimeSpan.Zero || value.TotalMilliseconds > int.MaxValue)
                throw new ArgumentOutOfRangeException(nameof(value), value, $"A threshold lies between zero, which is off, and {int.MaxValue} milliseconds.");
            Word.Exchange(ref _longWaitTicks, value.Ticks, this, nameof(LongWaitThreshold));
        }
    }

    /// <summary>What tells the space from all others of the process where no reference can be kept.</summary>
    internal long Number { get; } = NextNumber();

    internal RegistrationTree Tree => _tree;

    internal SlotTable Slots => _slots;

    /// <summary>Subscribes a notifier to a range. The method never waits, and may be called in a callback.</summary>
    /// <remarks>
    /// The callback may be called before the method returns. An invalidation that is already running may or may not call it; faults wait until that invalidation has ended.
    /// </remarks>
    /// <exception cref="InvalidOperationException">The notifier is already inserted in this space or another one, or its removal has not ended.</exception>
    /// <exception cref="ObjectDisposedException">The space was released. The notifier is unchanged, as after every insert that fails.</exception>
    public void Insert(IntervalNotifier notifier, AddressRange range)
    {
        ArgumentNullException.ThrowIfNull(notifier);
        InsertNew(notifier, range);
    }

    /// <summary>The same; returns what it has made.</summary>
    internal Registration InsertNew(IntervalNotifier notifier, AddressRange range)
    {
        var registration = new Registration(notifier, this, range);
        if (!_tree.TryInsert(registration))
            throw IsReleased ? Released("insert a notifier") : notifier.NotAttached(registration);
        RegistrationTelemetry.Inserted(registration, range);
        return registration;
    }

    /// <summary>Applies a batch of inserts, updates, and removals together. The method never waits, and may be called in a callback.</summary>
    /// <exception cref="InvalidOperationException">
    /// A change does not fit: an insert of a notifier that is inserted, an update or removal of one that is not, an update whose expected range is not the
    /// notifier's, or a batch that was applied before. Nothing was changed.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The space was released; nothing was changed.</exception>
    public void Apply(NotifierBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (!batch.TryApply(this))
            throw Released("apply a batch");
    }

    /// <summary>Announces that the range is about to change, calls every notifier that overlaps it, and returns a scope. Change the mapping inside the scope, and then dispose the scope.</summary>
    /// <remarks>Waits only for the callbacks, which may take the locks of their drivers. Do not call it in a callback of the same space.</remarks>
    /// <param name="range">The range that changes.</param>
    /// <param name="event">The reason for the change. <see cref="InvalidationEvent.Release"/> and <see cref="InvalidationEvent.Removed"/> are not allowed; the space sends them.</param>
    /// <param name="owner">The object that announces the change, for drivers that ignore their own changes.</param>
    /// <exception cref="AggregateException">Callbacks threw. All other interval notifiers were called. Range notifiers were called only if no interval notifier threw. No invalidation is open, and the mapping must not be changed.</exception>
    /// <exception cref="ArgumentException">The event is <see cref="InvalidationEvent.Release"/> or <see cref="InvalidationEvent.Removed"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The event is not defined.</exception>
    /// <exception cref="InvalidOperationException">Called in a callback of this space.</exception>
    /// <exception cref="ObjectDisposedException">The space was released.</exception>
    public InvalidationScope BeginInvalidate(AddressRange range, InvalidationEvent @event, object? owner = null) =>
        Begin(range, @event, owner, BeginMode.Blockable);

    /// <inheritdoc cref="BeginInvalidate(AddressRange, InvalidationEvent, object?)"/>
    /// <summary>Announces a change that the caller may be unable to prevent.</summary>
    /// <param name="range">The range that changes.</param>
    /// <param name="event">The reason for the change. <see cref="InvalidationEvent.Release"/> and <see cref="InvalidationEvent.Removed"/> are not allowed; the space sends them.</param>
    /// <param name="owner">The object that announces the change.</param>
    /// <param name="source">
    /// With <see cref="InvalidationSource.CannotVeto"/>, a callback that throws does not prevent the change. An interval notifier that throws is marked as failed: every token of it collides from then on,
    /// and <c>ReadBegin</c> throws. A range notifier that throws gets no <c>InvalidateRangeEnd</c> for this change. In both cases, <see cref="Error"/> is raised.
    /// </param>
    /// <exception cref="AggregateException">
    /// Callbacks threw, and the source is <see cref="InvalidationSource.CanVeto"/>. All other interval notifiers were called. Range notifiers were called only if no interval notifier threw. No invalidation is open, and the mapping must not be changed.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The event or the source is not defined.</exception>
    public InvalidationScope BeginInvalidate(AddressRange range, InvalidationEvent @event, object? owner, InvalidationSource source) => Begin(range, @event, owner, source switch
    {
        InvalidationSource.CanVeto => BeginMode.Blockable,
        InvalidationSource.CannotVeto => BeginMode.BlockableWithoutVeto,
        _ => throw new ArgumentOutOfRangeException(nameof(source), source, $"{(int)source} is no {nameof(InvalidationSource)}."),
    });

    /// <summary>Announces a change for a caller that cannot wait. Callbacks try their locks instead of waiting for them.</summary>
    /// <returns>False if a notifier would have to block. No invalidation is open then, the mapping must not be changed, and the scope must not be used.</returns>
    /// <inheritdoc cref="BeginInvalidate(AddressRange, InvalidationEvent, object?)" path="/exception"/>
    public bool TryBeginInvalidate(AddressRange range, InvalidationEvent @event, object? owner, out InvalidationScope scope)
    {
        scope = Begin(range, @event, owner, BeginMode.NonBlockable);
        return scope.IsOpened;
    }

    /// <inheritdoc cref="TryBeginInvalidate(AddressRange, InvalidationEvent, object?, out InvalidationScope)"/>
    public bool TryBeginInvalidate(AddressRange range, InvalidationEvent @event, out InvalidationScope scope) =>
        TryBeginInvalidate(range, @event, owner: null, out scope);

    /// <summary>
    /// Releases the space. Inserts and faults are refused from the start. Every notifier then gets one blockable <see cref="InvalidationEvent.Release"/> of the whole space, and every range notifier gets
    /// a call of <c>Release</c>. Notifiers stay inserted and must still be removed.
    /// </summary>
    /// <remarks>
    /// Waits only for the callbacks. Other invalidations may end later. A second call waits until the callbacks of the first call have returned, unless the same thread makes it.
    /// </remarks>
    /// <exception cref="InvalidOperationException">Called in a callback of this space.</exception>
    public void Dispose()
    {
        ThreadContext.ThrowIfInCallback(this, nameof(Dispose), "Dispose the space when the callback has returned.");
        if (!_tree.TryRelease())
        {
            WaitForRelease();
            return;
        }

        _releasedBy = Environment.CurrentManagedThreadId;
        try
        {
            var registrations = _ranges.Release();
            BeginUnchecked(AddressRange.All, InvalidationEvent.Release, owner: null, BeginMode.BlockableWithoutVeto).Dispose();
            ReleaseAll(registrations);
        }
        finally
        {
            Word.Write(ref _isReleaseDone, true, this, nameof(_isReleaseDone));
            _disposers.FenceAndWakeAll(this);
        }
    }

    internal bool IsReleaseDone => Word.Read(ref _isReleaseDone, this, nameof(_isReleaseDone));

    internal void AnnounceDisposer(Waiter waiter) => _disposers.Announce(waiter, this);

    internal void WithdrawDisposer(Waiter waiter) => _disposers.Withdraw(waiter);

    /// <summary>What runs now and overlaps the range, for the message of a wait that took too long.</summary>
    internal string DescribeRunning(AddressRange range) => _slots.Describe(range) ?? $"no invalidation of {range} was running, but a callback or a step of the removal had not finished";

    /// <summary>Somebody has waited for longer than the threshold, and waits on.</summary>
    internal void ReportLongWait(IntervalNotifier notifier, string waitedFor, AddressRange range)
    {
        var message = $"A wait of {Describe(notifier)} ({waitedFor} of {range}) has taken longer than {LongWaitThreshold} and goes on: {DescribeRunning(range)}. End what was begun, or leave the lock that a callback waits for.";
        Listeners.Tell((Name, waitedFor, message), static told => NotifierEventSource.Log.LongWait(told.Name, told.waitedFor, told.message));
        Report(notifier, message);
    }

    /// <summary>Raises <see cref="Error"/>. Never throws: it is called where an invalidation is half begun, or ends.</summary>
    internal void Report(object notifier, string message, Exception? exception = null)
    {
        Listeners.Tell((Name, notifier, message), static told => NotifierEventSource.Log.Error(told.Name, Describe(told.notifier), told.message));
        var args = new AddressSpaceErrorEventArgs(notifier, message, exception);
        foreach (var handler in Delegate.EnumerateInvocationList(Error))
            Listeners.Tell((Space: this, Handler: handler, Args: args), static told => told.Handler(told.Space, told.Args));
    }

    /// <summary>A notifier's own text, for a message that must come out even if it has none.</summary>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "The message says what was thrown.")]
    internal static string Describe(object notifier)
    {
        try
        {
            return notifier.ToString() ?? notifier.GetType().Name;
        }
        catch (Exception exception)
        {
            return $"{notifier.GetType().Name} (whose ToString threw {exception.GetType().Name})";
        }
    }

    // One call, whoever the caller is: of so much code the compiler inlines some parts into one caller and others into the next, and each change pays for the rest.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private InvalidationScope Begin(AddressRange range, InvalidationEvent @event, object? owner, BeginMode mode)
    {
        // One branch where everything is in order.
        if ((uint)@event > (uint)InvalidationEvent.Write | @event == InvalidationEvent.Release | ThreadContext.IsInCallback | IsReleased | ValidationMode.IsEnabled)
            ThrowIfMayNotBegin(@event);
        return BeginUnchecked(range, @event, owner, mode);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ThrowIfMayNotBegin(InvalidationEvent @event)
    {
        if (@event is < InvalidationEvent.Unmap or > InvalidationEvent.Removed)
            throw new ArgumentOutOfRangeException(nameof(@event), @event, $"{(int)@event} is no {nameof(InvalidationEvent)}.");
        if (@event is InvalidationEvent.Release or InvalidationEvent.Removed)
            throw new ArgumentException($"{@event} is sent by the address space itself. Announce the change with another event.", nameof(@event));
        ThreadContext.ThrowIfInCallback(this, nameof(BeginInvalidate), "Announce the change when the callback has returned.");
        if (IsReleased)
            throw Released("begin an invalidation");
        if (ValidationMode.IsEnabled)
            HeldLocks.OfThisThread.Waiting(this);
    }

    /// <summary>
    /// Publishes the invalidation, and calls those whom it concerns. Where that is nobody, this is all that runs: what else there may be stands in methods of its
    /// own, so that whoever this is inlined into has no more frame to clear, and no structure is copied.
    /// </summary>
    /// <returns>The scope; the default value if somebody refused, and nothing is open.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private InvalidationScope BeginUnchecked(AddressRange range, InvalidationEvent @event, object? owner, BeginMode mode)
    {
        var slot = _slots.Claim(range, @event, owner, out var word);
        if (InvalidationTelemetry.IsEnabled)
            InvalidationTelemetry.Began(slot, word, mode != BeginMode.NonBlockable);
        Interception.Happened(ProtocolStep.Begin, slot, range, (ulong)@event);
        var tree = _tree.Snapshot;
        if ((tree.Reaches(range.Start) || _ranges.Starters is not null) && !TryCallOverlapping(tree, slot, range, mode))
            return default;
        Interception.Happened(ProtocolStep.Begun, slot, range);
        return new InvalidationScope(slot, word);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryCallOverlapping(IntervalTree<Registration> tree, InvalidationSlot slot, AddressRange range, BeginMode mode)
    {
        if ((!tree.TryFindOverlapping(range, out var first) && _ranges.Starters is null) || TryCall(slot, mode, tree, first))
            return true;
        Interception.Happened(ProtocolStep.Refused, slot, range);
        return false;
    }

    /// <summary>Calls whom the invalidation reaches. False: refused; as when this throws, it has ended.</summary>
    // Kept apart, so that a change in a gap between notifiers pays for no more than its search.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryCall(InvalidationSlot slot, BeginMode mode, IntervalTree<Registration> tree, LeafVisit first)
    {
        var word = slot.ScopedWord;
        var invalidation = new Invalidation(slot.Range, slot.Event, mode != BeginMode.NonBlockable, slot.Owner, first.Leaf is not null ? new InvalidationSequence(slot, word) : default);
        var isOpen = false;
        var frame = default(CallbackFrame);
        var callback = ThreadContext.EnterCallback(this, ref frame);
        try
        {
            List<Exception>? failures = null;
            var isAccepted = first.Leaf is null || new CallbackWalk(slot, ref invalidation, mode, ref failures).Run(tree, first);
            // After the interval notifiers, and only if none of them has stopped the change.
            if (isAccepted && failures is null && _ranges.Starters is { } registrations)
                isAccepted = TryStartRanges(slot, registrations, ref invalidation, mode, ref failures);
            if (failures is not null)
                throw Vetoed(in invalidation, failures);
            isOpen = isAccepted;
        }
        finally
        {
            callback.Leave();
            if (!isOpen)
                slot.EndScope(word);
        }

        if (isOpen)
            return true;
        InvalidationTelemetry.Refused(this, in invalidation);
        return false;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryStartRanges(InvalidationSlot slot, RangeRegistration[] registrations, ref Invalidation invalidation, BeginMode mode, ref List<Exception>? failures)
    {
        invalidation.Overlap = invalidation.Range;
        if (!RangeWalk.TryStart(this, registrations, in invalidation, mode, ref failures, out var held))
            return false;
        slot.Hold(held!, in invalidation);
        return true;
    }

    private AggregateException Vetoed(in Invalidation invalidation, List<Exception> failures) => new(
        $"The change ({invalidation}) must not go ahead: {failures.Count} invalidation callback(s) of '{Name}' threw, so shadows may still hold the range. The invalidation was canceled. Do not change the mapping. Fix the cause, and then begin the invalidation again. The first: {failures[0].Message}",
        failures);

    // No protocol word: no step of an explored program depends on it.
#pragma warning disable RS0030
    private static long NextNumber() => Interlocked.Increment(ref s_lastNumber);
#pragma warning restore RS0030

    private void WaitForRelease()
    {
        if (_releasedBy == Environment.CurrentManagedThreadId)
            return; // a handler of Error, on the thread that releases
        var wait = new ReleaseWait(this);
        MeasuredWait.Until(ref wait, this, MeasuredWait.Release, Deadline.Never, CancellationToken.None);
    }

    private ObjectDisposedException Released(string what) =>
        new(nameof(AddressSpace), $"Cannot {what}: the address space '{Name}' was released. Faults report {nameof(FaultStatus.Released)}; Remove and ending what is open stay legal.");
}
