namespace NotifierSdk.Checks;

/// <summary>What a thread holds: driver locks, and the callbacks that it runs, in the order in which it took them. Feeds the lock order.</summary>
internal sealed class HeldLocks
{
    [ThreadStatic]
    private static HeldLocks? t_ofThisThread;

    private const int Remembered = 64;

    private readonly List<(object Instance, LockClass Class)> _held = [];
    private readonly WeakReference<object>?[] _lastTaken = new WeakReference<object>?[Remembered]; // in turn

    internal static HeldLocks OfThisThread => t_ofThisThread ??= new HeldLocks();

    /// <summary>The driver locks among it.</summary>
    internal IEnumerable<object> Locks => _held.Where(held => held.Instance is not AddressSpace).Select(held => held.Instance);

    /// <summary>Before a lock is waited for.</summary>
    internal void Taking(object @lock) => Order(@lock, LockClass.Of(@lock), "taken");

    /// <summary>After it was taken, by waiting or by trying: who tries cannot wait, so that alone orders nothing.</summary>
    internal void Taken(object @lock)
    {
        _held.Add((@lock, LockClass.Of(@lock)));
        _lastTaken[TakenCount++ % Remembered] = new WeakReference<object>(@lock);
    }

    /// <summary>How many locks the thread has taken so far.</summary>
    internal long TakenCount { get; private set; }

    /// <summary>Whether it took one of these since then, as far as it remembers.</summary>
    internal bool HasTakenSince(long count, HashSet<object> locks)
    {
        for (var number = Math.Max(count, TakenCount - Remembered); number < TakenCount; number++)
        {
            if (_lastTaken[number % Remembered]!.TryGetTarget(out var taken) && locks.Contains(taken))
                return true;
        }

        return false;
    }

    internal void Released(object @lock)
    {
        var index = _held.FindLastIndex(held => ReferenceEquals(held.Instance, @lock));
        // Taken elsewhere: in an asynchronous method a semaphore may be released by another thread.
        if (index >= 0)
            _held.RemoveAt(index);
    }

    /// <summary>Before anything that waits for running invalidations of the space, or runs its callbacks.</summary>
    internal void Waiting(AddressSpace space) => Order(space, LockClass.Of(space), "waited for");

    internal void EnterCallback(AddressSpace space) => _held.Add((space, LockClass.Of(space)));

    /// <summary>Leaves the callback, and drops what it kept of the locks that it took.</summary>
    /// <returns>One that it kept; null if it kept none.</returns>
    internal LockClass? LeaveCallback()
    {
        var index = _held.FindLastIndex(held => held.Instance is AddressSpace);
        var kept = index + 1 < _held.Count ? _held[index + 1].Class : null;
        _held.RemoveRange(index, _held.Count - index);
        return kept;
    }

    /// <summary>Leaves the callback, and remembers what it kept.</summary>
    internal void LeaveKeepingLocks() => _held.RemoveAt(_held.FindLastIndex(held => held.Instance is AddressSpace));

    private void Order(object instance, LockClass wanted, string how)
    {
        foreach (var (heldInstance, held) in _held)
        {
            if (ReferenceEquals(heldInstance, instance))
                continue;
            if (ReferenceEquals(held, wanted))
                ValidationMode.Report(ValidationRule.LockOrder, $"{wanted.Description} is {how} while another of that name is held; two threads that do so with the two in opposite order deadlock.", null);
            else if (!held.Followers.TryGetValue(wanted, out _))
                Follow(held, wanted, how);
        }
    }

    private static void Follow(LockClass held, LockClass wanted, string how)
    {
        var reversed = wanted.FindWayTo(held);
        held.Followers.TryAdd(wanted, ValidationMode.Place());
        if (reversed is not null)
            ValidationMode.Report(ValidationRule.LockOrder, $"{wanted.Description} is {how} while {held.Description} is held, and elsewhere it is the other way round: two threads can wait for each other for ever. Release the lock first.", reversed);
    }
}
