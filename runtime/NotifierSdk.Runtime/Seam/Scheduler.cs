using NotifierSdk.Waiting;

namespace NotifierSdk.Seam;

/// <summary>What an explorer implements: each call is a step of the calling thread, and may return only when that thread is to take it.</summary>
internal abstract class Scheduler
{
    /// <summary>The rule of the protocol that is broken on purpose in this run.</summary>
    internal SeededBug Seeded { get; init; }

    /// <summary>Where the calling thread looks for a free slot first.</summary>
    internal virtual int SlotHint => Environment.CurrentManagedThreadId;

    /// <summary>Before a lock-free access of a protocol word. <paramref name="owner"/> and <paramref name="word"/> together name the word.</summary>
    internal abstract void BeforeAccess(object owner, string word);

    /// <summary>Before a lock is taken; returns once it is free and the thread's.</summary>
    internal abstract void Acquire(object @lock, string name);

    /// <summary>Before a lock is tried; returns whether it is the thread's now.</summary>
    internal abstract bool TryAcquire(object @lock, string name);

    /// <summary>After a lock was released: no step of its own, others may take it now.</summary>
    internal abstract void Released(object @lock);

    /// <summary>Parks the thread until the waiter is signalled; false if the time was up first (an explorer without clocks says so when nothing else can run).</summary>
    internal abstract bool Park(Waiter waiter, bool hasDeadline);

    /// <summary>A waiter was signalled: its thread can go on.</summary>
    internal abstract void Signalled(Waiter waiter);

    /// <summary>Work for the thread pool: a thread of its own, started at any later step.</summary>
    internal abstract void Queue(Action work);

    /// <summary>A step that the author of a driver named in his own code.</summary>
    internal abstract void Point(string name);
}
