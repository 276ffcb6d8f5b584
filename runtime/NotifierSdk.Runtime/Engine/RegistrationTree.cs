using NotifierSdk.Seam;
using NotifierSdk.Telemetry;

namespace NotifierSdk.Engine;

/// <summary>
/// Who is inserted: an immutable tree, swapped whole by writers under a lock of their own. Walkers take none, and the collector frees
/// what nobody walks any more (protocol, section 4).
/// </summary>
internal sealed class RegistrationTree(SlotTable slots)
{
    private readonly ShortLock _writers = new("writers");
    private IntervalTree<Registration> _root = IntervalTree<Registration>.Empty;
    private bool _isReleased;
    private long _lastId;

    /// <summary>The tree as it is now. An invalidation publishes its slot, with a full fence, before it looks.</summary>
    // Pairs with the exchange in Swap.
    internal IntervalTree<Registration> Snapshot => Word.Read(ref _root, this, nameof(_root));

    /// <summary>Written under the writer lock, where inserts look; read without it by readers and retry checks.</summary>
    internal bool IsReleased => Word.Read(ref _isReleased, this, nameof(_isReleased));

    internal AddressRange RangeOf(Registration registration)
    {
        using (_writers.EnterScope())
            return registration.RangeUnderLock;
    }

    /// <summary>Lets the registration in; never waits. False: the space was released.</summary>
    internal bool TryInsert(Registration registration)
    {
        using (_writers.EnterScope())
        {
            if (_isReleased)
                return false;
            registration.Id = ++_lastId;
            Swap(_root.Add(registration.RangeUnderLock, registration.Id, registration));
            Publish(registration);
            return true;
        }
    }

    /// <summary>Takes the registration out: no invalidation that begins from here on reaches it. False: it was taken out before.</summary>
    internal bool TryRemove(Registration registration)
    {
        using (_writers.EnterScope())
        {
            if (registration.IsRemoved)
                return false;
            registration.BeginChange(); // and the epoch stays odd
            Swap(_root.Remove(registration.RangeUnderLock, registration.Id));
            registration.MarkRemoved();
        }

        registration.Wake();
        RegistrationTelemetry.Removed(registration);
        return true;
    }

    /// <summary>Applies several changes by one swap: no invalidation sees some of them without the others (protocol, section 6). False: the space was released.</summary>
    /// <exception cref="InvalidOperationException">An update or removal does not fit what is inserted; nothing was changed.</exception>
    internal bool TryApply(ReadOnlySpan<BatchEntry> entries)
    {
        using (_writers.EnterScope())
        {
            if (_isReleased)
                return false;
            foreach (var entry in entries)
                entry.ThrowIfUnfit();

            var root = _root.ToBuilder();
            foreach (var entry in entries)
                Change(root, entry);
            Swap(root.ToTree());
            foreach (var entry in entries)
            {
                if (entry.Kind == BatchEntryKind.RemoveLater)
                    entry.Registration.MarkRemoved();
                else
                    Publish(entry.Registration);
            }
        }

        foreach (var entry in entries)
            entry.Registration.Wake();
        return true;
    }

    private void Change(IntervalTree<Registration>.Builder root, BatchEntry entry)
    {
        var registration = entry.Registration;
        if (entry.Kind == BatchEntryKind.Insert)
        {
            registration.Id = ++_lastId;
        }
        else
        {
            registration.BeginChange();
            root.Remove(registration.RangeUnderLock, registration.Id);
        }

        if (entry.Kind == BatchEntryKind.RemoveLater)
            return;
        registration.RangeUnderLock = entry.Range;
        root.Add(entry.Range, registration.Id, registration);
    }

    // After the swap, so that an invalidation which the scan misses has read, or will read, the new tree.
    private void Publish(Registration registration) =>
        registration.BornDuring(SeededBug.NoScan.IsActive ? null : slots.FindRunning(registration.RangeUnderLock));

    /// <summary>From now on no insert succeeds, every token collides, and readers are told without waiting. False: it was released before.</summary>
    internal bool TryRelease()
    {
        IntervalTree<Registration> inserted;
        using (_writers.EnterScope())
        {
            if (_isReleased)
                return false;
            Word.Write(ref _isReleased, true, this, nameof(_isReleased));
            inserted = _root;
        }

        foreach (var registration in inserted.Overlapping(AddressRange.All))
            registration.Wake();
        return true;
    }

    // A full fence: the scan of the slots that follows pairs with an invalidation's publication, which comes before its read of the tree.
    private void Swap(IntervalTree<Registration> root) => Word.Exchange(ref _root, root, this, nameof(_root));
}
