using NotifierSdk.Engine;
using NotifierSdk.Waiting;

namespace NotifierSdk.Seam;

/// <summary>What an explorer implements: each call is a step of the calling thread, and may return only when that thread is to take it.</summary>
internal abstract class Scheduler
{
    /// <summary>Where the calling thread looks for a free slot first, among those that all share.</summary>
    internal virtual int SlotHint => Environment.CurrentManagedThreadId;

    /// <summary>The place of the slots that are the calling thread's own, above <see cref="ThreadPlaces.Count"/>, so that it is of no thread that nobody controls.</summary>
    internal virtual int SlotPlace => ThreadPlaces.None;

    /// <summary>Before a lock-free access of a protocol word. <paramref name="owner"/> and <paramref name="word"/> together name the word.</summary>
    internal abstract void BeforeAccess(object owner, string word, bool isWrite);

    /// <summary>After a plain write of what others read without a lock: no step of its own.</summary>
    internal virtual void Wrote(object owner, string word)
    {
    }

    /// <summary>The calling thread has done something that the protocol has a word for: no step of its own.</summary>
    /// <param name="step">What.</param>
    /// <param name="subject">Whose: the notifier, or the slot of the invalidation.</param>
    /// <param name="range">Of which range, where it has one.</param>
    /// <param name="number">The sequence, or the event of an invalidation.</param>
    /// <param name="outcome">How it ended, where that can differ.</param>
    internal virtual void Happened(ProtocolStep step, object subject, AddressRange range, ulong number, bool outcome)
    {
    }

    /// <summary>Before a lock is taken; returns once it is free and the thread's.</summary>
    internal abstract void Acquire(object @lock, string name);

    /// <summary>Before a lock is tried; returns whether it is the thread's now.</summary>
    internal abstract bool TryAcquire(object @lock, string name);

    /// <summary>After a lock was released: no step of its own, others may take it now.</summary>
    internal abstract void Released(object @lock);

    /// <summary>Parks the thread until the waiter is signalled or the wait is cancelled; false if the time was up first, which an explorer without clocks decides.</summary>
    internal abstract bool Park(Waiter waiter, bool hasDeadline, CancellationToken cancellationToken);

    /// <summary>The same for an awaiter, which no thread blocks for.</summary>
    internal virtual ValueTask<bool> ParkAsync(Waiter waiter, bool hasDeadline, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Park(waiter, hasDeadline, cancellationToken));

    /// <summary>A waiter was signalled: its thread can go on.</summary>
    internal abstract void Signalled(Waiter waiter);

    /// <summary>Work for the thread pool: a thread of its own, started at any later step.</summary>
    internal abstract void Queue(Action work);

    /// <summary>A step that the author of a driver named in his own code.</summary>
    internal abstract void Point(string name);
}
