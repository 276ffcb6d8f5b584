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
    /// <summary>What an update takes away from the registration, to be called until the shadow of it is dropped.</summary>
    internal Registration[] Residues { get; } = Kind == BatchEntryKind.Update ? ResiduesOf(Registration, Expected.Subtract(Range)) : [];

    /// <summary>Under the writer lock, before the swap: the change is under way, and an update has its new range.</summary>
    internal void BeginChange()
    {
        if (Kind == BatchEntryKind.RemoveLater)
            Registration.TryBeginLeaving();
        if (Kind != BatchEntryKind.Update)
            return; // an insert is made as a change under way
        Registration.BeginChange();
        Registration.RangeUnderLock = Range;
        foreach (var _ in Residues)
            Registration.AddResidue();
    }

    /// <summary>After the batch was applied, without the writer lock.</summary>
    internal void Complete()
    {
        Registration.Wake();
        if (Kind == BatchEntryKind.RemoveLater)
            Registration.RemovalStep.QueueIfDue(Registration);
        foreach (var residue in Residues)
            residue.RemovalStep.QueueIfDue(residue);
    }

    /// <summary>Whether it can be applied. To be asked under the writer lock, before anything changes.</summary>
    internal bool IsFit => Kind == BatchEntryKind.Insert
        ? Registration.Notifier.CanAttach
        : !Registration.IsLeaving && (Kind != BatchEntryKind.Update || Registration.RangeUnderLock == Expected);

    /// <summary>Why it could not be applied. Made outside the writer lock, since a notifier's own text may take its driver lock.</summary>
    internal InvalidOperationException Unfit() => Kind == BatchEntryKind.Insert ? Registration.Notifier.NotAttached(Registration) : new(Registration.IsLeaving
        ? $"The batch changes {Registration.Name}, which was removed meanwhile; nothing was changed. Compute and apply a batch under the driver lock that its removal takes too."
        : $"The batch expects {Registration.Name} at {Expected}, and it is at {Registration.Range}; nothing was changed. Compute and apply a batch under one hold of the driver lock.");

    private static Registration[] ResiduesOf(Registration registration, AddressRangeDifference lost)
    {
        if (!registration.Notifier.WantsRemoval)
            return [];
        var residues = new List<Registration>(lost.Count);
        foreach (var piece in lost)
            residues.Add(new Registration(registration.Notifier, registration.Space, piece, registration));
        return [.. residues];
    }
}
