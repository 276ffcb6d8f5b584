using NotifierSdk.Seam;

namespace NotifierSdk.Engine;

/// <summary>The range notifiers of a space, newest first: an immutable array, swapped whole; null while there are none, so that an invalidation pays one branch for it.</summary>
internal sealed class RangeList
{
    private readonly ShortLock _writers = new("range notifiers");
    private RangeRegistration[]? _registrations;
    private RangeRegistration[]? _starters; // those of them that an invalidation starts
    private bool _isReleased;

    /// <summary>Whom an invalidation that begins now calls. It has published its slot, with a full fence, before.</summary>
    // Pairs with the exchange in Swap.
    internal RangeRegistration[]? Starters => Word.Read(ref _starters, this, nameof(_starters));

    /// <summary>Everybody.</summary>
    internal RangeRegistration[]? Snapshot => Word.Read(ref _registrations, this, nameof(_registrations));

    /// <summary>Makes the registration its notifier's own and adds it. False: the space was released, or the notifier is registered.</summary>
    internal bool TryAdd(RangeRegistration registration)
    {
        using (_writers.EnterScope())
        {
            // Under the lock: who sees the registration, and would remove it, gets here after it is in the list.
            if (_isReleased || !registration.Notifier.TryAttach(registration))
                return false;
            Swap([registration, .. _registrations ?? []]);
            return true;
        }
    }

    /// <summary>False: it was taken out before.</summary>
    internal bool TryRemove(RangeRegistration registration)
    {
        using (_writers.EnterScope())
        {
            if (registration.IsRemoved)
                return false;
            var others = Array.FindAll(_registrations!, other => !ReferenceEquals(other, registration));
            Swap(others.Length == 0 ? null : others);
            registration.MarkRemoved();
            return true;
        }
    }

    /// <summary>From now on nobody is added. Returns who was registered.</summary>
    internal RangeRegistration[] Release()
    {
        using (_writers.EnterScope())
        {
            _isReleased = true;
            return _registrations ?? [];
        }
    }

    // A full fence: Register looks for running invalidations after it; pairs with their publication, which comes before their look at the list.
    private void Swap(RangeRegistration[]? registrations)
    {
        var starters = Array.FindAll(registrations ?? [], static registration => registration.Notifier.Kind != RangeNotifierKind.SecondaryTlbs);
        Word.Write(ref _registrations, registrations, this, nameof(_registrations));
        Word.Exchange(ref _starters, starters.Length == 0 ? null : starters, this, nameof(_starters));
    }
}
