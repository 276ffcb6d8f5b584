using NotifierSdk.Engine;
using NotifierSdk.Telemetry;

namespace NotifierSdk;

/// <summary>
/// Represents changes of subscriptions that take effect together: no invalidation sees some of them without the others. Use a batch to split, replace, or grow notifiers, inside a callback or
/// outside.
/// </summary>
/// <remarks>
/// Compute and apply a batch under one hold of the driver lock. Notifiers that are split from one another share the driver lock and the shadow. An invalidation that began before an update may still call
/// the callback for the former range, so drop <see cref="Invalidation.Overlap"/> and not what the notifier covers now. A batch is not safe for use by several threads, and can be applied only once.
/// </remarks>
public sealed class NotifierBatch
{
    private readonly List<Planned> _planned = [];
    private bool _isApplied;

    private readonly record struct Planned(BatchEntryKind Kind, IntervalNotifier Notifier, AddressRange Range, AddressRange Expected);

    /// <summary>Gets the number of planned changes.</summary>
    public int Count => _planned.Count;

    /// <summary>Plans to insert a notifier.</summary>
    /// <exception cref="ArgumentException">The batch already changes the notifier.</exception>
    public NotifierBatch Insert(IntervalNotifier notifier, AddressRange range) => Plan(BatchEntryKind.Insert, notifier, range, default);

    /// <summary>Plans to move a notifier to another range. Every open token of the notifier collides.</summary>
    /// <remarks>
    /// Changes of the part that the notifier loses are still announced to it until its last callback for that part has run on the thread pool. That callback has the event <see cref="InvalidationEvent.Removed"/>. If
    /// <see cref="IntervalNotifier.IsToldOfRemoval"/> is false, drop that part from the shadow yourself, under the driver lock, before you apply the batch.
    /// </remarks>
    /// <param name="notifier">A notifier that is inserted into the space to which the batch is applied.</param>
    /// <param name="expected">The range that the notifier has. If it has another range when the batch is applied, the batch is refused.</param>
    /// <param name="range">The new range.</param>
    /// <exception cref="ArgumentException">The batch changes the notifier already.</exception>
    public NotifierBatch Update(IntervalNotifier notifier, AddressRange expected, AddressRange range) => Plan(BatchEntryKind.Update, notifier, range, expected);

    /// <summary>Plans to remove a notifier without waiting, as <see cref="IntervalNotifier.RemoveLater"/> does.</summary>
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
