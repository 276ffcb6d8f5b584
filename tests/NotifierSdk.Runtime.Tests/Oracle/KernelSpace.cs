using NotifierSdk.Seam;
using NotifierSdk.Waiting;

namespace NotifierSdk.Runtime.Tests.Oracle;

/// <summary>
/// The kernel's algorithm over a plain list (protocol, section 3): one sequence and one lock for the whole space. What the engine is compared
/// with: it must do what this one must, and may only wait less.
/// </summary>
/// <param name="looksWithoutLock">A removal looks at the sequence without the lock, as it did until 2022.</param>
internal sealed class KernelSpace(bool looksWithoutLock = false)
{
    private readonly ShortLock _lock = new("kernel space");
    private readonly List<KernelNotifier> _tree = []; // in order of start, ties by insertion
    private readonly List<KernelNotifier> _deferredInserts = [];
    private readonly List<KernelNotifier> _deferredRemovals = [];
    private ulong _sequence = 2; // odd: the tree is frozen
    private int _active;
    private WaitQueue _waiters;

    private bool IsFrozen => (_sequence & 1) != 0;

    /// <summary>Begins an invalidation and calls everybody in the tree that it overlaps. False: refused, and ended already.</summary>
    internal bool TryBegin(AddressRange range, bool isBlockable, List<KernelNotifier>? called = null)
    {
        List<KernelNotifier> hit;
        ulong sequence;
        using (_lock.EnterScope())
        {
            _active++;
            hit = _tree.FindAll(notifier => notifier.Range.Overlaps(range));
            if (hit.Count > 0)
                _sequence |= 1;
            sequence = _sequence;
        }

        foreach (var notifier in hit)
        {
            called?.Add(notifier);
            if (!notifier.Invalidate(isBlockable))
            {
                End();
                return false;
            }

            SetSeq(notifier, sequence);
        }

        return true;
    }

    /// <summary>Ends one. The last of all thaws the tree and lets the deferred changes in.</summary>
    internal void End()
    {
        using (_lock.EnterScope())
        {
            if (--_active != 0 || !IsFrozen)
                return;
            Word.Write(ref _sequence, _sequence + 1, this, nameof(_sequence));
            Interception.BeforeWrite(this, nameof(_tree)); // an explorer stops here, too: the sequence has moved on, the tree has not
            foreach (var notifier in _deferredInserts)
                AddToTree(notifier);
            foreach (var notifier in _deferredRemovals)
                _tree.Remove(notifier);
            _deferredInserts.Clear();
            _deferredRemovals.Clear();
        }

        _waiters.FenceAndWakeAll(this);
    }

    internal void Insert(KernelNotifier notifier)
    {
        using (_lock.EnterScope())
        {
            if (_active == 0)
            {
                AddToTree(notifier);
                notifier.Sequence = _sequence - 1; // odd, and of no invalidation that runs
                return;
            }

            // Nobody knows whether the running invalidations cover the newcomer, so assume they do: its readers wait for the thaw.
            if (IsFrozen)
                _deferredInserts.Add(notifier);
            else
                AddToTree(notifier);
            _sequence |= 1;
            notifier.Sequence = _sequence;
        }
    }

    /// <summary>Takes the notifier out, or defers that to the thaw; <see cref="IsRemoved"/> says when it is out.</summary>
    /// <returns>The sequence that the thaw moves on from; 0 if the notifier is out already.</returns>
    internal ulong BeginRemove(KernelNotifier notifier)
    {
        using (_lock.EnterScope())
        {
            if (!IsFrozen)
            {
                _tree.Remove(notifier);
                return 0;
            }

            if (_deferredInserts.Remove(notifier))
                return 0;
            _deferredRemovals.Add(notifier);
            return _sequence;
        }
    }

    // Under the lock: the sequence moves before the deferred list is applied, and a look without the lock could fall between the two.
    internal bool IsRemoved(KernelNotifier notifier)
    {
        using (_lock.EnterScope())
            return !_deferredRemovals.Contains(notifier);
    }

    /// <summary>Whether the notifier is out of the tree. Asked without the lock: who is told that a removal has ended does not take it either.</summary>
    internal bool IsOut(KernelNotifier notifier)
    {
        Interception.BeforeRead(this, nameof(_tree));
        return !_tree.Contains(notifier);
    }

    internal bool IsDeferred(KernelNotifier notifier)
    {
        using (_lock.EnterScope())
            return _deferredInserts.Contains(notifier);
    }

    /// <summary>Removes the notifier and waits until it is out; false if that took too long.</summary>
    internal bool TryRemove(KernelNotifier notifier, TimeSpan timeout)
    {
        var frozen = BeginRemove(notifier);
        return frozen == 0 || WaitUntil(() => looksWithoutLock ? Word.Read(in _sequence, this, nameof(_sequence)) != frozen : IsRemoved(notifier), timeout);
    }

    /// <summary>Begins a read section; false if the wait took too long. It does not loop: the wait is for the sequence to move on, once.</summary>
    internal bool TryReadBegin(KernelNotifier notifier, TimeSpan timeout, out ulong sequence)
    {
        ulong read, waitedFor;
        using (_lock.EnterScope())
        {
            read = sequence = notifier.Sequence;
            waitedFor = _sequence;
        }

        return read != waitedFor || WaitUntil(() => HasMovedOn(read), timeout);
    }

    internal bool ReadRetry(KernelNotifier notifier, ulong sequence)
    {
        using (_lock.EnterScope())
            return notifier.Sequence != sequence;
    }

    private void SetSeq(KernelNotifier notifier, ulong sequence)
    {
        using (_lock.EnterScope())
            notifier.Sequence = sequence;
    }

    private bool HasMovedOn(ulong sequence)
    {
        using (_lock.EnterScope())
            return _sequence != sequence;
    }

    private bool WaitUntil(Func<bool> isMet, TimeSpan timeout)
    {
        var condition = new Thaw(this, isMet);
        return Wait.Until(ref condition, Deadline.After(timeout), CancellationToken.None);
    }

    private void AddToTree(KernelNotifier notifier)
    {
        var index = _tree.FindIndex(other => other.Range.Start > notifier.Range.Start);
        _tree.Insert(index < 0 ? _tree.Count : index, notifier);
    }

    private readonly struct Thaw(KernelSpace space, Func<bool> isMet) : IWaitCondition
    {
        public bool IsMet() => isMet();

        public bool MustPark() => !isMet();

        public void Announce(Waiter waiter) => space._waiters.Announce(waiter, space);

        public void Withdraw(Waiter waiter) => space._waiters.Withdraw(waiter);
    }
}
