using NotifierSdk.Seam;
#pragma warning disable RS0030 // parking is what this file is for

namespace NotifierSdk.Waiting;

/// <summary>Somebody who waits: a thread that parks, or the awaiter of a task. It may stand in several queues at once; the first signal counts.</summary>
/// <remarks>
/// A signal is given under the lock of the queue that gives it, and a waiter withdraws under the same lock: once it has withdrawn from all
/// queues no signal of that wait can reach it, so a thread may use its waiter again and again.
/// </remarks>
internal sealed class Waiter
{
    [ThreadStatic]
    private static Waiter? t_ofThisThread;

    private readonly TaskCompletionSource? _awaited;
    private readonly object _monitor = new(); // System.Threading.Lock cannot be waited on
    private bool _isSignalled;

    private Waiter(bool isAwaited)
    {
        // Asynchronous continuations: never inline on the thread that ends an invalidation.
        if (isAwaited)
            _awaited = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>The calling thread's own waiter, not signalled.</summary>
    internal static Waiter OfThisThread()
    {
        var waiter = t_ofThisThread ??= new Waiter(isAwaited: false);
        Volatile.Write(ref waiter._isSignalled, false);
        return waiter;
    }

    /// <summary>A waiter that no thread blocks for.</summary>
    internal static Waiter Awaited() => new(isAwaited: true);

    internal bool IsSignalled => Volatile.Read(ref _isSignalled);

    internal void Signal()
    {
        if (_awaited is not null)
        {
            Volatile.Write(ref _isSignalled, true);
            _awaited.TrySetResult();
            return;
        }

        lock (_monitor)
        {
            Volatile.Write(ref _isSignalled, true);
            Monitor.Pulse(_monitor);
        }

        if (Interception.IsEnabled)
            Interception.Scheduler?.Signalled(this);
    }

    /// <summary>Blocks the calling thread until a signal, or until the deadline has passed (false), or throws when cancelled.</summary>
    internal bool Park(Deadline deadline, CancellationToken cancellationToken)
    {
        if (Interception.IsEnabled && Interception.Scheduler is { } scheduler)
            return scheduler.Park(this, !deadline.IsNever);

        var spinner = default(SpinWait);
        while (!IsSignalled && !spinner.NextSpinWillYield)
            spinner.SpinOnce();

        using var cancellation = cancellationToken.UnsafeRegister(static waiter => ((Waiter)waiter!).Signal(), this);
        lock (_monitor)
        {
            while (!_isSignalled)
            {
                if (!Monitor.Wait(_monitor, deadline.IsNever ? Timeout.InfiniteTimeSpan : deadline.Left) && deadline.HasPassed)
                    return _isSignalled;
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        return true;
    }

    /// <summary>Completes with a signal (true) or when the deadline has passed (false); is cancelled by the token.</summary>
    internal async ValueTask<bool> ParkAsync(Deadline deadline, CancellationToken cancellationToken)
    {
        try
        {
            await _awaited!.Task.WaitAsync(deadline.Left, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
