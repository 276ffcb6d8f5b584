using NotifierSdk.Seam;
using NotifierSdk.Telemetry;
using NotifierSdk.Tree;

namespace NotifierSdk.Engine;

/// <summary>
/// Who is inserted, in a tree that writers change under a lock of their own. Walkers take none, and publish a slot before they walk: by the slots a writer
/// knows whether anybody can still see what it replaced (protocol, section 4).
/// </summary>
internal sealed class RegistrationTree(SlotTable slots)
{
    private readonly ShortLock _writers = new("writers");
    private IntervalTree<Registration> _root = IntervalTree<Registration>.Empty;
    private Leaf<Registration>? _spare; // for the next change to write to, so that it need not allocate one
    private bool _isReleased;
    private long _lastId;

    /// <summary>The tree as it is now. An invalidation publishes its slot, with a full fence, before it looks.</summary>
    /// <remarks>
    /// Only for who runs an invalidation, and until it ends: others look under the writer lock. Single inserts and removals reach a walk that is under way,
    /// batches do not.
    /// </remarks>
    // Pairs with the exchange in Swap.
    internal IntervalTree<Registration> Snapshot => Word.Read(ref _root, this, nameof(_root));

    /// <summary>Written under the writer lock, where inserts look, together with the state of everybody who is inserted.</summary>
    internal bool IsReleased => Word.Read(ref _isReleased, this, nameof(_isReleased));

    /// <summary>The newest registration's number. An invalidation that reads it after its slot is published need not call those with a higher one: their inserts find it.</summary>
    // As the tree: pairs with the exchange in Swap, which follows each new number.
    internal long LastId => Word.Read(ref _lastId, this, nameof(_lastId));

    /// <summary>The notifiers that overlap the range.</summary>
    internal List<IntervalNotifier> Find(AddressRange range)
    {
        var found = new List<IntervalNotifier>();
        using (_writers.EnterScope())
        {
            foreach (var registration in _root.Overlapping(range))
            {
                // One whose removal has begun is called until its shadow is dropped, and is not inserted any more.
                if (!registration.IsLeaving)
                    found.Add(registration.Notifier);
            }
        }

        return found;
    }

    internal AddressRange RangeOf(Registration registration)
    {
        using (_writers.EnterScope())
            return registration.RangeUnderLock;
    }

    /// <summary>Makes the registration its notifier's own and lets it in; never waits. False: the space was released, or the notifier is inserted; nothing was changed.</summary>
    internal bool TryInsert(Registration registration)
    {
        using (_writers.EnterScope())
        {
            if (_isReleased)
                return false;
            registration.Id = ++_lastId;
            var change = TreeChange<Registration>.Add(_root, registration.RangeUnderLock, registration.Id, registration, ref _spare);
            // Under the lock: who sees the registration, and would remove it, gets here after it is in the tree.
            if (!registration.Notifier.TryAttach(registration, out var formerRegistration))
                return false;
            Swap(in change);
            try
            {
                Publish(registration);
            }
            catch
            {
                // Out of memory: an insert that failed leaves the notifier as it was.
                change.TakeBack();
                Swap(change.Former);
                registration.Abandon();
                registration.Notifier.Detach(registration, formerRegistration);
                throw;
            }

            Recycle(in change);
            return true;
        }
    }

    /// <summary>Begins its removal: from here on every token of it collides and readers are refused, while it is called as before. False: its removal had begun before.</summary>
    internal bool TryBeginLeaving(Registration registration)
    {
        using (_writers.EnterScope())
        {
            if (!registration.TryBeginLeaving())
                return false;
        }

        registration.Wake();
        return true;
    }

    /// <summary>Takes a registration that leaves out: no invalidation that begins from here on reaches it.</summary>
    internal void TakeOut(Registration registration)
    {
        using (_writers.EnterScope())
        {
            if (registration.IsRemoved)
                return;
            var change = TreeChange<Registration>.Remove(_root, registration.RangeUnderLock, registration.Id, ref _spare);
            Swap(in change);
            registration.MarkRemoved();
            Recycle(in change);
        }
    }

    /// <summary>Counts a hit of everybody who overlaps the range now and is not in the list, and adds them. None of them can refuse: none is removed meanwhile.</summary>
    internal void HitOthers(AddressRange range, ref HitList hits)
    {
        var known = hits.ToSet();
        using (_writers.EnterScope())
        {
            for (var overlapping = _root.Overlapping(range).GetEnumerator(); overlapping.MoveNext();)
            {
                if (known.Contains(overlapping.Current))
                    continue;
                hits.Reserve();
                overlapping.Current.Hit();
                hits.Add(overlapping.Current, overlapping.CurrentRange);
            }
        }
    }

    /// <summary>Applies several changes by one swap: no invalidation sees some of them without the others (protocol, section 6). False: the space was released, or a change does not fit; nothing was changed.</summary>
    internal bool TryApply(ReadOnlySpan<BatchEntry> entries, out BatchEntry? unfit)
    {
        var isSwapped = false;
        try
        {
            using (_writers.EnterScope())
            {
                unfit = FirstUnfit(entries);
                if (_isReleased || unfit is not null)
                    return false;
                var changed = Changed(entries);
                if (!TryAttachAll(entries, out unfit))
                    return false;
                foreach (var entry in entries)
                    entry.BeginChange();
                Swap(changed);
                isSwapped = true;
                PublishAll(entries);
            }

            return true;
        }
        finally
        {
            // Also where memory ran out behind the swap: what leaves, leaves.
            foreach (var entry in isSwapped ? entries : [])
                entry.Complete();
        }
    }

    /// <summary>The tree that the changes make of the present one.</summary>
    private IntervalTree<Registration> Changed(ReadOnlySpan<BatchEntry> entries)
    {
        var root = _root.ToBuilder();
        foreach (var entry in entries)
        {
            var (kind, registration, range, _) = entry;
            if (kind == BatchEntryKind.RemoveLater)
                continue; // it leaves when its shadow is dropped
            if (kind == BatchEntryKind.Insert)
                registration.Id = ++_lastId;
            else
                root.Remove(registration.RangeUnderLock, registration.Id);
            root.Add(range, registration.Id, registration);
            foreach (var residue in entry.Residues)
            {
                residue.Id = ++_lastId;
                root.Add(residue.RangeUnderLock, residue.Id, residue);
            }
        }

        return root.ToTree();
    }

    private static BatchEntry? FirstUnfit(ReadOnlySpan<BatchEntry> entries)
    {
        foreach (var entry in entries)
        {
            if (!entry.IsFit)
                return entry;
        }

        return null;
    }

    /// <summary>Makes the new registrations their notifiers' own, or none of them: one may have been inserted into another space since it was found fit.</summary>
    private static bool TryAttachAll(ReadOnlySpan<BatchEntry> entries, out BatchEntry? unfit)
    {
        var formers = new Registration?[entries.Length];
        for (var index = 0; index < entries.Length; index++)
        {
            if (entries[index].Kind != BatchEntryKind.Insert || entries[index].Registration.Notifier.TryAttach(entries[index].Registration, out formers[index]))
                continue;
            unfit = entries[index];
            DetachAll(entries[..index], formers);
            return false;
        }

        unfit = null;
        return true;
    }

    private static void DetachAll(ReadOnlySpan<BatchEntry> entries, Registration?[] formers)
    {
        for (var index = 0; index < entries.Length; index++)
        {
            var (kind, registration, _, _) = entries[index];
            if (kind != BatchEntryKind.Insert)
                continue;
            registration.Abandon();
            registration.Notifier.Detach(registration, formers[index]);
        }
    }

    /// <summary>After the swap. If memory runs out, nobody hangs and nothing stale is committed: what could not be published has failed.</summary>
    private void PublishAll(ReadOnlySpan<BatchEntry> entries)
    {
        var published = 0;
        try
        {
            for (; published < entries.Length; published++)
            {
                if (entries[published].Kind != BatchEntryKind.RemoveLater)
                    Publish(entries[published].Registration);
            }
        }
        finally
        {
            foreach (var entry in entries[published..])
            {
                if (entry.Kind == BatchEntryKind.RemoveLater)
                    continue;
                entry.Registration.MarkFailed();
                entry.Registration.BornDuring(null);
            }
        }
    }

    // After the swap, so that an invalidation which the scan misses has read, or will read, the new tree.
    private void Publish(Registration registration) => registration.BornDuring(slots.FindRunning(registration.RangeUnderLock));

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
            foreach (var registration in inserted.Overlapping(AddressRange.All))
                registration.MarkReleased();
        }

        foreach (var registration in inserted.Overlapping(AddressRange.All))
            registration.Wake();
        return true;
    }

    private void Swap(in TreeChange<Registration> change)
    {
        change.Show();
        Swap(change.Result);
    }

    /// <summary>Keeps a replaced leaf for the next change, if no invalidation runs that could have seen it; otherwise it is the collector's.</summary>
    // After the swap: as for the scan of an insert, an invalidation that this look misses walks the changed tree. And who ended its walk has freed its slot
    // since, with a store that this look's read pairs with.
    private void Recycle(in TreeChange<Registration> change)
    {
        // Release walks without a slot.
        if (change.HasReplacedLeaf && !_isReleased && !slots.IsAnyRunning(AddressRange.All))
            change.Recycle(ref _spare);
    }

    // A full fence: the scan of the slots that follows pairs with an invalidation's publication, which comes before its read of the tree.
    private void Swap(IntervalTree<Registration> root) => Word.Exchange(ref _root, root, this, nameof(_root));
}
