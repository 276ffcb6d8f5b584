namespace NotifierSdk.Benchmarks.Reference;

/// <summary>The kernel's algorithm (protocol, section 3): one sequence, one lock, one tree that is frozen while an invalidation that hit something runs.</summary>
/// <remarks>A blockable invalidation without range notifiers: nobody refuses. Waiters yield instead of parking, which is the cheaper way at this length of wait.</remarks>
internal sealed class KernelSpace
{
    private readonly SpinningLock _lock = new();
    private readonly RedBlackTree _tree = new();
    private readonly List<KernelNotifier> _deferredInserts = [];
    private readonly List<KernelNotifier> _deferredRemovals = [];
    private ulong _sequence = 2; // odd: the tree is frozen
    private int _active;

    internal void Begin(AddressRange range)
    {
        _lock.Enter();
        _active++;
        var first = _tree.First(range.Start, range.Last);
        if (first is not null)
            _sequence |= 1;
        var sequence = _sequence;
        _lock.Exit();

        // Outside the lock: the tree is frozen until the last invalidation has ended.
        for (var node = first; node is not null; node = RedBlackTree.Next(node, range.Start, range.Last))
            ((KernelNotifier)node).OnInvalidate(range, sequence);
    }

    internal void End()
    {
        _lock.Enter();
        if (--_active == 0 && (_sequence & 1) != 0)
        {
            Volatile.Write(ref _sequence, _sequence + 1);
            foreach (var notifier in _deferredInserts)
                _tree.Insert(notifier);
            foreach (var notifier in _deferredRemovals)
                _tree.Remove(notifier);
            _deferredInserts.Clear();
            _deferredRemovals.Clear();
        }

        _lock.Exit();
    }

    internal void Insert(KernelNotifier notifier)
    {
        _lock.Enter();
        if (_active == 0)
        {
            _tree.Insert(notifier);
            notifier.Sequence = _sequence - 1;
        }
        else
        {
            if ((_sequence & 1) != 0)
                _deferredInserts.Add(notifier);
            else
                _tree.Insert(notifier);
            _sequence |= 1;
            notifier.Sequence = _sequence;
        }

        _lock.Exit();
    }

    internal void Remove(KernelNotifier notifier)
    {
        _lock.Enter();
        var sequence = _sequence;
        if ((sequence & 1) == 0)
        {
            _tree.Remove(notifier);
            _lock.Exit();
            return;
        }

        if (_deferredInserts.Remove(notifier))
        {
            _lock.Exit();
            return;
        }

        _deferredRemovals.Add(notifier);
        _lock.Exit();
        WaitUntilMoved(sequence);
    }

    internal ulong ReadBegin(KernelNotifier notifier)
    {
        _lock.Enter();
        var sequence = notifier.Sequence;
        var isInvalidating = sequence == _sequence;
        _lock.Exit();
        if (isInvalidating)
            WaitUntilMoved(sequence);
        return sequence;
    }

    private void WaitUntilMoved(ulong sequence)
    {
        var spin = new SpinWait();
        while (CurrentSequence() == sequence)
            spin.SpinOnce(sleep1Threshold: -1);
    }

    private ulong CurrentSequence()
    {
        _lock.Enter();
        var sequence = _sequence;
        _lock.Exit();
        return sequence;
    }
}
