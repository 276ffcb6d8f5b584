using System.Diagnostics.CodeAnalysis;
using NotifierSdk.Checks;
using NotifierSdk.Seam;

namespace NotifierSdk;

/// <summary>Provides the lock that both the callback and the commits of a driver take.</summary>
/// <remarks>
/// A driver lock is a named <see cref="Lock"/> that the explorer of interleavings can control. Take it with <c>using (gate.EnterScope())</c>. Do not use the <c>lock</c> statement: it compiles, but locks the
/// monitor of the object instead. A thread can take the lock several times. Any number of notifiers can share one lock.
/// </remarks>
/// <param name="name">The name of the lock in messages and explored schedules.</param>
public sealed class DriverLock(string name = DriverLock.DefaultName)
{
    private const string DefaultName = "driver lock";

    private readonly Lock _lock = new();

    /// <summary>Gets the name of the lock in messages and explored schedules.</summary>
    public string Name { get; } = name;

    /// <summary>Whether it was given a name, which it then shares with all locks of its kind.</summary>
    internal bool HasOwnName => !ReferenceEquals(Name, DefaultName);

    /// <summary>Gets whether the calling thread holds the lock.</summary>
    public bool IsHeldByCurrentThread => _lock.IsHeldByCurrentThread;

    /// <summary>Waits until the lock is free, and takes it. Each call needs one call of <see cref="Exit"/>.</summary>
    public void Enter()
    {
        if (Interception.IsEnabled)
            Interception.Scheduler?.Acquire(this, Name);
        if (ValidationMode.IsEnabled)
            HeldLocks.OfThisThread.Taking(this);
        _lock.Enter();
        if (ValidationMode.IsEnabled)
            HeldLocks.OfThisThread.Taken(this);
    }

    /// <summary>Takes the lock if it is free, and returns whether it did. The method never waits. Each call that returns true needs one call of <see cref="Exit"/>.</summary>
    public bool TryEnter()
    {
        if (Interception.IsEnabled && Interception.Scheduler is { } scheduler && !scheduler.TryAcquire(this, Name))
            return false;
        if (!_lock.TryEnter())
        {
            // A thread that no explorer controls holds it.
            if (Interception.IsEnabled)
                Interception.Scheduler?.Released(this);
            return false;
        }

        if (ValidationMode.IsEnabled)
            HeldLocks.OfThisThread.Taken(this);
        return true;
    }

    /// <summary>Waits for the lock until a timeout, and returns whether the lock was taken. Each true needs one call of <see cref="Exit"/>.</summary>
    /// <param name="timeout">How long to wait at most. <see cref="TimeSpan.Zero"/> never waits, and <see cref="Timeout.InfiniteTimeSpan"/> waits in the same way as <see cref="Enter"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative and not infinite, or more than <see cref="int.MaxValue"/> milliseconds.</exception>
    public bool TryEnter(TimeSpan timeout)
    {
        if (timeout == Timeout.InfiniteTimeSpan)
        {
            Enter();
            return true;
        }

        // An explorer has no clock: the time is up at once if somebody holds the lock, and whoever would have got it in time comes later.
        if (Interception.IsEnabled && Interception.Scheduler is not null)
            return TryEnter();
        if (!_lock.TryEnter(timeout))
            return false;
        // Who gives up in the end waits for nobody for ever, so that this alone orders nothing.
        if (ValidationMode.IsEnabled)
            HeldLocks.OfThisThread.Taken(this);
        return true;
    }

    /// <summary>Waits for the lock until a timeout, and returns whether the lock was taken. The scope releases it.</summary>
    /// <inheritdoc cref="TryEnter(TimeSpan)" path="/exception"/>
    /// <param name="timeout">How long to wait at most.</param>
    /// <param name="scope">Releases the lock when it is disposed. If the lock was not taken, disposing the scope does nothing.</param>
    public bool TryEnter(TimeSpan timeout, out Scope scope) => Hand(TryEnter(timeout), out scope);

    /// <summary>
    /// Takes the lock in a callback. If the invalidation is blockable, the method waits for the lock; otherwise it only tries to take it. A callback returns false if this method does:
    /// <c>if (!_lock.TryEnter(in invalidation, out var scope)) return false; using (scope) …</c>
    /// </summary>
    /// <param name="invalidation">The invalidation that the callback was called for.</param>
    /// <param name="scope">Releases the lock when it is disposed. If the lock was not taken, disposing the scope does nothing.</param>
    /// <returns>Whether the lock was taken. The value is always true if the invalidation is blockable.</returns>
    public bool TryEnter(in Invalidation invalidation, out Scope scope)
    {
        if (!invalidation.IsBlockable)
            return Hand(TryEnter(), out scope);
        Enter();
        return Hand(true, out scope);
    }

    /// <summary>Releases the lock.</summary>
    /// <exception cref="SynchronizationLockException">The calling thread does not hold the lock.</exception>
    public void Exit()
    {
        _lock.Exit();
        if (ValidationMode.IsEnabled)
            HeldLocks.OfThisThread.Released(this);
        if (Interception.IsEnabled)
            Interception.Scheduler?.Released(this);
    }

    /// <summary>Waits until the lock is free, takes it, and releases it when the scope is disposed.</summary>
    public Scope EnterScope()
    {
        Enter();
        return new Scope(this);
    }

    private bool Hand(bool isTaken, out Scope scope)
    {
        scope = isTaken ? new Scope(this) : default;
        return isTaken;
    }

    /// <summary>Represents one hold of the lock. The default value holds nothing.</summary>
    [SuppressMessage("Design", "CA1034:Nested types should not be visible", Justification = "As Lock.Scope: it is of no use by itself.")]
    public readonly ref struct Scope
    {
        private readonly DriverLock? _owner;

        internal Scope(DriverLock owner) => _owner = owner;

        /// <summary>Releases the lock. For the default value, the method does nothing.</summary>
        public void Dispose() => _owner?.Exit();
    }
}
