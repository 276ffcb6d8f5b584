using NotifierSdk.Seam;

namespace NotifierSdk.Waiting;

/// <summary>Those who wait for one thing. Looking whether anybody waits costs one read.</summary>
/// <remarks>
/// No wake-up is lost, by Dekker's pattern: a waiter announces itself, then looks at what it waits for again; a waker changes
/// that, then looks for waiters. Each has a full fence between the two, so at least one of them sees the other.
/// </remarks>
internal sealed class WaitQueue(string name)
{
    private readonly ShortLock _lock = new(name);
    private readonly List<Waiter> _waiters = [];
    private int _count; // the length of the list, for the look without the lock

    /// <summary>Puts the waiter into the queue. The caller looks again at what it waits for before it parks.</summary>
    internal void Announce(Waiter waiter)
    {
        using (_lock.EnterScope())
        {
            _waiters.Add(waiter);
            // Interlocked, hence a full fence: pairs with the fence before WakeAll's look at the count.
            Word.Increment(ref _count, this, nameof(_count));
        }
    }

    /// <summary>Takes the waiter out, signalled or not.</summary>
    internal void Withdraw(Waiter waiter)
    {
        using (_lock.EnterScope())
        {
            if (_waiters.Remove(waiter))
                Word.Decrement(ref _count, this, nameof(_count));
        }
    }

    /// <summary>Signals everybody in the queue. The caller has changed what they wait for.</summary>
    internal void WakeAll()
    {
        // Pairs with the increment in Announce.
        Word.FullFence();
        if (Word.Read(ref _count, this, nameof(_count)) == 0)
            return;

        using (_lock.EnterScope())
        {
            foreach (var waiter in _waiters)
                waiter.Signal();
        }
    }
}
