using System.Diagnostics.CodeAnalysis;
using NotifierSdk.Checks;
using NotifierSdk.Seam;

namespace NotifierSdk;

/// <summary>The lock that a driver's callback and its commits both take (protocol, section 2).</summary>
/// <remarks>
/// A named <see cref="Lock"/> that an explorer of interleavings can control. Take it with <c>using (gate.EnterScope())</c>: the <c>lock</c>
/// statement would compile, and lock the monitor of the object instead. One thread may enter it several times. Any number of notifiers may share one.
/// </remarks>
/// <param name="name">What messages and explored schedules call it.</param>
public sealed class DriverLock(string name = DriverLock.DefaultName)
{
    private const string DefaultName = "driver lock";

    private readonly Lock _lock = new();

    /// <summary>What messages and explored schedules call it.</summary>
    public string Name { get; } = name;

    /// <summary>Whether it was given a name, which it then shares with all locks of its kind.</summary>
    internal bool HasOwnName => !ReferenceEquals(Name, DefaultName);

    /// <summary>Whether the calling thread holds it.</summary>
    public bool IsHeldByCurrentThread => _lock.IsHeldByCurrentThread;

    /// <summary>Waits until the lock is free, and takes it. Every call needs one of <see cref="Exit"/>.</summary>
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

    /// <summary>Takes the lock if it is free, and says whether it did; never waits. Each true needs one call of <see cref="Exit"/>.</summary>
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

    /// <summary>Gives the lock back.</summary>
    /// <exception cref="SynchronizationLockException">The calling thread does not hold it.</exception>
    public void Exit()
    {
        _lock.Exit();
        if (ValidationMode.IsEnabled)
            HeldLocks.OfThisThread.Released(this);
        if (Interception.IsEnabled)
            Interception.Scheduler?.Released(this);
    }

    /// <summary>Waits until the lock is free, takes it, and gives it back when the scope is disposed.</summary>
    public Scope EnterScope()
    {
        Enter();
        return new Scope(this);
    }

    /// <summary>One hold of the lock.</summary>
    [SuppressMessage("Design", "CA1034:Nested types should not be visible", Justification = "As Lock.Scope: it is of no use by itself.")]
    public readonly ref struct Scope
    {
        private readonly DriverLock _owner;

        internal Scope(DriverLock owner) => _owner = owner;

        /// <summary>Gives the lock back.</summary>
        public void Dispose() => _owner.Exit();
    }
}
