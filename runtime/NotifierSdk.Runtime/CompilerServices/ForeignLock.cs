using System.ComponentModel;
using NotifierSdk.Checks;
using NotifierSdk.Seam;
#pragma warning disable RS0030 // the author's own locks, of whatever kind; the explorer is asked first
#pragma warning disable CS9216 // to the explorer a Lock is a name, and nothing is locked by it

namespace NotifierSdk.CompilerServices;

/// <summary>Takes driver locks that are not a <see cref="DriverLock"/>, so that an explorer of interleavings controls them, too. For generated code only.</summary>
/// <remarks>To an explorer a read lock is exclusive: it sees fewer interleavings of two commits, and all of a commit with a callback.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ForeignLock
{
    private const string Name = "driver lock";

    /// <summary>Waits until the lock is free, and takes it.</summary>
    public static void Enter(Lock gate)
    {
        BeforeEnter(gate);
        gate.Enter();
    }

    /// <inheritdoc cref="Enter(Lock)"/>
    public static void Enter(object gate)
    {
        BeforeEnter(gate);
        Monitor.Enter(gate);
    }

    /// <inheritdoc cref="Enter(Lock)"/>
    public static void Enter(SemaphoreSlim gate)
    {
        BeforeEnter(gate);
        gate.Wait();
    }

    /// <summary>Waits until nobody else reads or writes, and takes the write lock.</summary>
    public static void Enter(ReaderWriterLockSlim gate)
    {
        BeforeEnter(gate);
        gate.EnterWriteLock();
    }

    /// <summary>Waits until nobody writes, and takes the read lock.</summary>
    public static void EnterShared(ReaderWriterLockSlim gate)
    {
        BeforeEnter(gate);
        gate.EnterReadLock();
    }

    /// <summary>As <see cref="Enter(SemaphoreSlim)"/>, without blocking a thread.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; the lock is not taken.</exception>
    public static Task EnterAsync(SemaphoreSlim gate, CancellationToken cancellationToken)
    {
        BeforeEnterAsync(gate); // an explored thread has it for sure afterwards, and completes at once
        return gate.WaitAsync(cancellationToken);
    }

    /// <summary>Takes the lock if it is free, and says whether it did; never waits.</summary>
    public static bool TryEnter(Lock gate) => MayTry(gate) && Keep(gate.TryEnter(), gate);

    /// <inheritdoc cref="TryEnter(Lock)"/>
    public static bool TryEnter(object gate) => MayTry(gate) && Keep(Monitor.TryEnter(gate), gate);

    /// <inheritdoc cref="TryEnter(Lock)"/>
    public static bool TryEnter(SemaphoreSlim gate) => MayTry(gate) && Keep(gate.Wait(0), gate);

    /// <summary>Takes the write lock if nobody reads or writes, and says whether it did; never waits.</summary>
    public static bool TryEnter(ReaderWriterLockSlim gate) => MayTry(gate) && Keep(gate.TryEnterWriteLock(0), gate);

    /// <summary>Gives the lock back.</summary>
    public static void Exit(Lock gate)
    {
        gate.Exit();
        AfterExit(gate);
    }

    /// <inheritdoc cref="Exit(Lock)"/>
    public static void Exit(object gate)
    {
        Monitor.Exit(gate);
        AfterExit(gate);
    }

    /// <inheritdoc cref="Exit(Lock)"/>
    public static void Exit(SemaphoreSlim gate)
    {
        gate.Release();
        AfterExit(gate);
    }

    /// <summary>Gives the write lock back.</summary>
    public static void Exit(ReaderWriterLockSlim gate)
    {
        gate.ExitWriteLock();
        AfterExit(gate);
    }

    /// <summary>Gives the read lock back.</summary>
    public static void ExitShared(ReaderWriterLockSlim gate)
    {
        gate.ExitReadLock();
        AfterExit(gate);
    }

    /// <summary>Waits until the author's own lock is free, and takes it.</summary>
    /// <param name="gate">The lock.</param>
    /// <param name="enter">How it is taken. It captures nothing, so nothing is allocated.</param>
    public static void Enter<T>(T gate, Action<T> enter)
        where T : class
    {
        BeforeEnter(gate);
        enter(gate);
    }

    /// <summary>Takes the author's own lock if it is free, and says whether it did; never waits.</summary>
    /// <param name="gate">The lock.</param>
    /// <param name="tryEnter">How it is tried.</param>
    public static bool TryEnter<T>(T gate, Func<T, bool> tryEnter)
        where T : class => MayTry(gate) && Keep(tryEnter(gate), gate);

    /// <summary>Gives the author's own lock back.</summary>
    /// <param name="gate">The lock.</param>
    /// <param name="exit">How it is given back.</param>
    public static void Exit<T>(T gate, Action<T> exit)
        where T : class
    {
        exit(gate);
        AfterExit(gate);
    }

    /// <summary>Whether the lock is held by somebody who is no thread, as far as can be told: a semaphore that was awaited says only that it is taken.</summary>
    internal static bool IsHeldAcrossAwait(object gate) => gate is SemaphoreSlim { CurrentCount: 0 };

    private static void BeforeEnter(object gate)
    {
        BeforeEnterAsync(gate);
        if (!ValidationMode.IsEnabled)
            return;
        HeldLocks.OfThisThread.Taking(gate);
        HeldLocks.OfThisThread.Taken(gate);
    }

    // Held across awaits, so by no thread: validation mode does not follow it.
    private static void BeforeEnterAsync(object gate)
    {
        if (Interception.IsEnabled)
            Interception.Scheduler?.Acquire(gate, Name);
    }

    private static bool MayTry(object gate) =>
        !Interception.IsEnabled || Interception.Scheduler is not { } scheduler || scheduler.TryAcquire(gate, Name);

    private static bool Keep(bool isTaken, object gate)
    {
        if (!isTaken)
            Released(gate);
        else if (ValidationMode.IsEnabled)
            HeldLocks.OfThisThread.Taken(gate);
        return isTaken;
    }

    private static void AfterExit(object gate)
    {
        if (ValidationMode.IsEnabled)
            HeldLocks.OfThisThread.Released(gate);
        Released(gate);
    }

    private static void Released(object gate)
    {
        if (Interception.IsEnabled)
            Interception.Scheduler?.Released(gate);
    }
}
