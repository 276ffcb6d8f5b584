using NotifierSdk.Seam;

namespace NotifierSdk.Waiting;

/// <summary>Those who wait for one thing. Nothing is allocated until the first one comes, and looking whether anybody waits costs one read.</summary>
/// <remarks>
/// No wake-up is lost, by Dekker's pattern: a waiter announces itself, then looks at what it waits for again; a waker changes
/// that, then looks for waiters. Each has a full fence between the two, so at least one of them sees the other. Where the waker must be quick, the waiter runs both
/// fences: a process-wide one.
/// </remarks>
internal struct WaitQueue
{
    private Members? _members;

    /// <summary>Puts the waiter into the queue. The caller looks again at what it waits for before it parks.</summary>
    internal void Announce(Waiter waiter, object owner)
    {
        var members = Word.Read(ref _members, owner, nameof(WaitQueue));
        if (members is null)
        {
            // Full fence: pairs with the one before WakeAll, as the increment in Add does.
            Word.CompareExchange(ref _members, new Members(), null, owner, nameof(WaitQueue));
            members = Word.Read(ref _members, owner, nameof(WaitQueue))!;
        }

        members.Add(waiter);
    }

    /// <summary>Takes the waiter out, signalled or not.</summary>
    internal readonly void Withdraw(Waiter waiter) => _members?.Remove(waiter);

    /// <summary>Signals everybody in the queue. The caller has changed what they wait for right before: with an interlocked access, or with any where the waiters run a process-wide fence once they are announced.</summary>
    // The fence of that access pairs with the interlocked steps of Announce: either we see the waiter, or it sees what was changed. A process-wide fence is both.
    internal readonly void WakeAll(object owner) => Word.Read(in _members, owner, nameof(WaitQueue))?.SignalAll();

    /// <summary>The same after a change that was an ordinary or a volatile write.</summary>
    internal readonly void FenceAndWakeAll(object owner)
    {
        Word.FullFence();
        WakeAll(owner);
    }

    /// <summary>A doubly linked list, so that leaving costs the same however many wait.</summary>
    internal sealed class Members
    {
        private readonly ShortLock _lock = new("wait queue");
        private WaitPlace? _first;
        private int _count; // the length of the list, for the look without the lock

        internal bool IsEmpty => Word.Read(ref _count, this, nameof(_count)) == 0;

        internal void Add(Waiter waiter)
        {
            // Before the lock: nothing is allocated under it.
            var place = waiter.NewPlace(this);
            using (_lock.EnterScope())
            {
                place.Link(ref _first);
                // Interlocked, hence a full fence: pairs with the one before WakeAll.
                Word.Increment(ref _count, this, nameof(_count));
            }
        }

        internal void Remove(Waiter waiter)
        {
            if (waiter.TakePlace(this) is not { } place)
                return;
            using (_lock.EnterScope())
            {
                place.Unlink(ref _first);
                Word.Decrement(ref _count, this, nameof(_count));
            }

            waiter.Keep(place);
        }

        internal void SignalAll()
        {
            if (IsEmpty)
                return;
            using (_lock.EnterScope())
            {
                for (var place = _first; place is not null; place = place.Next)
                    place.Waiter.Signal();
            }
        }
    }
}
