namespace NotifierSdk.Runtime.Tests.Oracle;

/// <summary>
/// The kernel's algorithm over a plain list (protocol, section 3): one sequence and one lock for the whole space. What the engine is compared
/// with: it must do what this one must, and may only wait less.
/// </summary>
internal sealed class KernelSpace
{
    private readonly object _lock = new();
    private readonly List<KernelNotifier> _tree = []; // in order of start, ties by insertion
    private readonly List<KernelNotifier> _deferredInserts = [];
    private readonly List<KernelNotifier> _deferredRemovals = [];
    private ulong _sequence = 2; // odd: the tree is frozen
    private int _active;

    private bool IsFrozen => (_sequence & 1) != 0;

    /// <summary>Begins an invalidation and calls everybody in the tree that it overlaps. False: refused, and ended already.</summary>
    internal bool TryBegin(AddressRange range, bool isBlockable, List<KernelNotifier>? called = null)
    {
        List<KernelNotifier> hit;
        ulong sequence;
        lock (_lock)
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
        lock (_lock)
        {
            if (--_active != 0 || !IsFrozen)
                return;
            _sequence++;
            foreach (var notifier in _deferredInserts)
                AddToTree(notifier);
            foreach (var notifier in _deferredRemovals)
                _tree.Remove(notifier);
            _deferredInserts.Clear();
            _deferredRemovals.Clear();
            Monitor.PulseAll(_lock);
        }
    }

    internal void Insert(KernelNotifier notifier)
    {
        lock (_lock)
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
    internal void BeginRemove(KernelNotifier notifier)
    {
        lock (_lock)
        {
            if (!IsFrozen)
                _tree.Remove(notifier);
            else if (!_deferredInserts.Remove(notifier))
                _deferredRemovals.Add(notifier);
        }
    }

    // Under the lock: the sequence moves before the deferred list is applied, and a look without the lock could fall between the two.
    internal bool IsRemoved(KernelNotifier notifier)
    {
        lock (_lock)
            return !_deferredRemovals.Contains(notifier);
    }

    internal bool IsDeferred(KernelNotifier notifier)
    {
        lock (_lock)
            return _deferredInserts.Contains(notifier);
    }

    /// <summary>Removes the notifier and waits until it is out; false if that took too long.</summary>
    internal bool TryRemove(KernelNotifier notifier, TimeSpan timeout)
    {
        BeginRemove(notifier);
        return WaitUntil(() => !_deferredRemovals.Contains(notifier), timeout);
    }

    /// <summary>Begins a read section; false if the wait took too long. It does not loop: the wait is for the sequence to move on, once.</summary>
    internal bool TryReadBegin(KernelNotifier notifier, TimeSpan timeout, out ulong sequence)
    {
        ulong read, waitedFor;
        lock (_lock)
        {
            read = sequence = notifier.Sequence;
            waitedFor = _sequence;
        }

        return read != waitedFor || WaitUntil(() => _sequence != read, timeout);
    }

    internal bool ReadRetry(KernelNotifier notifier, ulong sequence)
    {
        lock (_lock)
            return notifier.Sequence != sequence;
    }

    private void SetSeq(KernelNotifier notifier, ulong sequence)
    {
        lock (_lock)
            notifier.Sequence = sequence;
    }

    private bool WaitUntil(Func<bool> condition, TimeSpan timeout)
    {
        var end = DateTime.UtcNow + timeout;
        lock (_lock)
        {
            while (!condition())
            {
                var left = end - DateTime.UtcNow;
                if (left <= TimeSpan.Zero || !Monitor.Wait(_lock, left))
                    return condition();
            }

            return true;
        }
    }

    private void AddToTree(KernelNotifier notifier)
    {
        var index = _tree.FindIndex(other => other.Range.Start > notifier.Range.Start);
        _tree.Insert(index < 0 ? _tree.Count : index, notifier);
    }
}
