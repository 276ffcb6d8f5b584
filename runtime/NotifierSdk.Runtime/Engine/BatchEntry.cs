namespace NotifierSdk.Engine;

internal enum BatchEntryKind
{
    Insert,
    Update,
    RemoveLater,
}

/// <summary>One change of a batch, bound to the registration that it changes.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Registration">A new one, or the notifier's own.</param>
/// <param name="Range">What it is inserted for afterwards.</param>
/// <param name="Expected">What an update replaces.</param>
internal readonly record struct BatchEntry(BatchEntryKind Kind, Registration Registration, AddressRange Range, AddressRange Expected)
{
    /// <summary>Under the writer lock, before the swap: the change is under way, and an update has its new range.</summary>
    internal void BeginChange()
    {
        if (Kind == BatchEntryKind.Insert)
            return; // made with an odd epoch
        Registration.BeginChange();
        if (Kind == BatchEntryKind.Update)
            Registration.RangeUnderLock = Range;
    }

    /// <summary>Whether it can be applied. To be asked under the writer lock, before anything changes.</summary>
    internal bool IsFit => Kind == BatchEntryKind.Insert
        ? Registration.Notifier.CanAttach
        : !Registration.IsRemoved && (Kind != BatchEntryKind.Update || Registration.RangeUnderLock == Expected);

    /// <summary>Why it could not be applied. Made outside the writer lock, since a notifier's own text may take its driver lock.</summary>
    internal InvalidOperationException Unfit() => Kind == BatchEntryKind.Insert ? Registration.Notifier.NotAttached(Registration) : new(Registration.IsRemoved
        ? $"The batch changes {Registration.Notifier}, which was removed meanwhile; nothing was changed. Compute and apply a batch under the driver lock that its removal takes too."
        : $"The batch expects {Registration.Notifier} at {Expected}, and it is at {Registration.Range}; nothing was changed. Compute and apply a batch under one hold of the driver lock.");
}
