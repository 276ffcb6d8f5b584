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
            return false;
        if (ValidationMode.IsEnabled)
            HeldLocks.OfThisThread.Taken(this);
        return true;
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

    /// <summary>Represents one hold of the lock.</summary>
    [SuppressMessage("Design", "CA1034:Nested types should not be visible", Justification = "As Lock.Scope: it is of no use by itself.")]
    public readonly ref struct Scope
    {
        private readonly DriverLock _owner;

        internal Scope(DriverLock owner) => _owner = owner;

        /// <summary>Releases the lock.</summary>
        public void Dispose() => _owner.Exit();
    }
}
