using NotifierSdk.Seam;
using NotifierSdk.Waiting;

namespace NotifierSdk.Engine;

/// <summary>The kernel's algorithm over a plain list (protocol, section 3): one sequence and one short lock for the whole space.</summary>
internal sealed class KernelEngine
{
    private readonly ShortLock _lock = new("engine");
    private readonly WaitQueue _waiters = new("engine waiters");
    private readonly List<Registration> _tree = []; // in order of start, ties by insertion
    private readonly List<Registration> _deferredInserts = [];
    private readonly List<Registration> _deferredRemovals = [];
    private ulong _sequence = 2; // odd: the tree is frozen
    private int _active;
    private bool _isReleased;

    internal bool IsReleased => Word.Read(ref _isReleased, this, nameof(_isReleased));

    private bool IsFrozen => (_sequence & 1) != 0;

    /// <summary>An invalidation begins. Returns its sequence, which concurrent ones share, and whom it hits.</summary>
    internal ulong Begin(AddressRange range, List<Registration> hit)
    {
        using (_lock.EnterScope())
        {
            _active++;
            foreach (var registration in _tree)
            {
                if (registration.Range.Overlaps(range))
                    hit.Add(registration);
            }

            if (hit.Count > 0)
                _sequence |= 1;
            return _sequence;
        }
    }

    /// <summary>An invalidation ends. The last of all thaws the tree and lets the deferred changes in.</summary>
    internal void End()
    {
        using (_lock.EnterScope())
        {
            if (--_active != 0 || !IsFrozen)
                return;

            _sequence++;
            foreach (var registration in _deferredInserts)
                AddToTree(registration);
            foreach (var registration in _deferredRemovals)
                _tree.Remove(registration);
            _deferredInserts.Clear();
            _deferredRemovals.Clear();
        }

        _waiters.WakeAll();
    }

    /// <summary>Lets the registration in; never waits. False: the space was released.</summary>
    internal bool TryInsert(Registration registration)
    {
        using (_lock.EnterScope())
        {
            if (_isReleased)
                return false;

            if (_active == 0)
            {
                AddToTree(registration);
                registration.Sequence = _sequence - 1; // odd, and of no invalidation that runs
                return true;
            }

            // Nobody knows whether the running invalidations cover the newcomer, so assume they do: its readers wait for the thaw.
            if (IsFrozen)
                _deferredInserts.Add(registration);
            else
                AddToTree(registration);
            _sequence |= 1;
            registration.Sequence = _sequence;
            return true;
        }
    }

    /// <summary>Takes the registration out, or defers that to the thaw. Its waiters look at it again.</summary>
    internal void Unlink(Registration registration)
    {
        using (_lock.EnterScope())
        {
            if (!IsFrozen)
                _tree.Remove(registration);
            else if (!_deferredInserts.Remove(registration))
                _deferredRemovals.Add(registration);
        }

        _waiters.WakeAll();
    }

    /// <summary>Whether no callback of an unlinked registration runs, and none will.</summary>
    // Under the lock: the sequence moves before the deferred list is applied, and a look without the lock could fall between the two.
    internal bool IsUnlinked(Registration registration)
    {
        using (_lock.EnterScope())
            return !_deferredRemovals.Contains(registration);
    }

    /// <summary>From now on no insert succeeds, every token collides, and readers are told without waiting. False: it was released before.</summary>
    internal bool TryRelease()
    {
        using (_lock.EnterScope())
        {
            if (_isReleased)
                return false;
            Word.Write(ref _isReleased, true, this, nameof(_isReleased));
        }

        _waiters.WakeAll();
        return true;
    }

    /// <summary>Begins a read section if no invalidation that hit the notifier can still run; false: wait, then look again.</summary>
    internal bool TryReadBegin(Registration registration, out ulong sequence)
    {
        using (_lock.EnterScope())
        {
            sequence = registration.Sequence;
            return sequence != _sequence;
        }
    }

    internal void Announce(Waiter waiter) => _waiters.Announce(waiter);

    internal void Withdraw(Waiter waiter) => _waiters.Withdraw(waiter);

    private void AddToTree(Registration registration)
    {
        var index = _tree.FindIndex(other => other.Range.Start > registration.Range.Start);
        _tree.Insert(index < 0 ? _tree.Count : index, registration);
    }
}
