using NotifierSdk.Engine;
using NotifierSdk.Telemetry;

namespace NotifierSdk;

/// <summary>
/// Changes of subscriptions that take effect together: there is no moment in which an invalidation sees some of them without the others
/// (protocol, section 6). Made for splitting, replacing and growing notifiers, also inside a callback.
/// </summary>
/// <remarks>
/// Compute and apply a batch under one hold of the driver lock. Notifiers that are split from one another share driver lock and shadow. An invalidation that began
/// before an update may still call the callback for the former range: drop what the invalidation names, not what the notifier covers. Not safe
/// for use by several threads. A batch is applied once.
/// </remarks>
public sealed class NotifierBatch
{
    private readonly List<Planned> _planned = [];
    private bool _isApplied;

    private readonly record struct Planned(BatchEntryKind Kind, IntervalNotifier Notifier, AddressRange Range, AddressRange Expected);

    /// <summary>How many changes are planned.</summary>
    public int Count => _planned.Count;

    /// <summary>Plans an insert.</summary>
    /// <exception cref="ArgumentException">The batch changes the notifier already.</exception>
    public NotifierBatch Insert(IntervalNotifier notifier, AddressRange range) => Plan(BatchEntryKind.Insert, notifier, range, default);

    /// <summary>Plans to move a notifier to another range. Every open token of it collides.</summary>
    /// <remarks>
    /// What the notifier loses is still announced to it until its last callback for that part, an <see cref="InvalidationEvent.Removed"/>, has run on the thread pool. Where
    /// <see cref="IntervalNotifier.IsToldOfRemoval"/> is false, drop that part from the shadow yourself, under the driver lock, before the batch is applied.
    /// </remarks>
    /// <param name="notifier">Inserted into the space that the batch is applied to.</param>
    /// <param name="expected">The range that it has; if it has another when the batch is applied, the batch is refused.</param>
    /// <param name="range">The range that it is to have.</param>
    /// <exception cref="ArgumentException">The batch changes the notifier already.</exception>
    public NotifierBatch Update(IntervalNotifier notifier, AddressRange expected, AddressRange range) => Plan(BatchEntryKind.Update, notifier, range, expected);

    /// <summary>Plans a removal that does not wait, as <see cref="IntervalNotifier.RemoveLater"/>: the notifier is called until its shadow is dropped, on the thread pool; <c>OnRemoved</c> runs when nothing of it runs any more.</summary>
    /// <exception cref="ArgumentException">The batch changes the notifier already.</exception>
    public NotifierBatch RemoveLater(IntervalNotifier notifier) => Plan(BatchEntryKind.RemoveLater, notifier, default, default);

    /// <summary>Binds each change to its registration and applies them; nothing is changed if one does not fit. False: the space was released.</summary>
    internal bool TryApply(AddressSpace space)
    {
        if (_isApplied)
            throw new InvalidOperationException($"This batch of {Count} changes was applied before; make a new one.");
        var entries = _planned.ConvertAll(planned => Bind(planned, space)).ToArray();
        _isApplied = space.Tree.TryApply(entries, out var unfit);
        if (unfit is { } entryThatIsNot)
            throw entryThatIsNot.Unfit();
        if (_isApplied)
            RegistrationTelemetry.Applied(space, entries);
        return _isApplied;
    }

    private static BatchEntry Bind(Planned planned, AddressSpace space)
    {
        var (kind, notifier, range, expected) = planned;
        if (kind == BatchEntryKind.Insert)
            return new BatchEntry(kind, new Registration(notifier, space, range), range, expected);

        var registration = notifier.CurrentRegistration;
        if (registration is not { IsLeaving: false, SpaceIfAny: { } current })
            throw new InvalidOperationException($"The batch plans {kind} of {AddressSpace.Describe(notifier)}, which is not inserted; nothing was changed.");
        if (!ReferenceEquals(current, space))
            throw new InvalidOperationException($"The batch plans {kind} of {AddressSpace.Describe(notifier)}, which is inserted into '{current.Name}', not into '{space.Name}'; nothing was changed.");
        return new BatchEntry(kind, registration, range, expected);
    }

    private NotifierBatch Plan(BatchEntryKind kind, IntervalNotifier notifier, AddressRange range, AddressRange expected)
    {
        ArgumentNullException.ThrowIfNull(notifier);
        if (_planned.Exists(planned => ReferenceEquals(planned.Notifier, notifier)))
            throw new ArgumentException($"The batch changes {AddressSpace.Describe(notifier)} already; one batch changes a notifier once.", nameof(notifier));
        _planned.Add(new Planned(kind, notifier, range, expected));
        return this;
    }
}
