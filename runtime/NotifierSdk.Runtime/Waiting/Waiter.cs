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

    private readonly TaskCompletionSource<bool>? _awaited; // true: signalled; false: the time was up
    private readonly object _monitor = new(); // System.Threading.Lock cannot be waited on
    private readonly List<WaitPlace> _places = [];
    private WaitPlace? _spare; // kept, so that a thread that waits in one queue again and again allocates nothing
    private bool _isSignalled;

    private Waiter(bool isAwaited)
    {
        // Asynchronous continuations: never inline on the thread that ends an invalidation, cancels, or sees the time up.
        if (isAwaited)
            _awaited = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
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

    /// <summary>Never blocks in a way that <see cref="Thread.Interrupt"/> could end: whoever signals is in the middle of an end.</summary>
    internal void Signal()
    {
        if (_awaited is not null)
        {
            Volatile.Write(ref _isSignalled, true);
            _awaited.TrySetResult(true);
        }
        else
        {
            EnterMonitor();
            try
            {
                Volatile.Write(ref _isSignalled, true);
                Monitor.Pulse(_monitor);
            }
            finally
            {
                Monitor.Exit(_monitor);
            }
        }

        if (Interception.IsEnabled)
            Interception.Scheduler?.Signalled(this);
    }

    /// <summary>Blocks the calling thread until a signal, or until the deadline has passed (false), or throws when cancelled.</summary>
    internal bool Park(Deadline deadline, CancellationToken cancellationToken)
    {
        if (Interception.IsEnabled && Interception.Scheduler is { } scheduler)
            return scheduler.Park(this, !deadline.IsNever, cancellationToken);

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

    /// <summary>Completes with a signal (true) or when the deadline has passed (false); is cancelled by the token. Never continues inline on the thread that causes it.</summary>
    internal async ValueTask<bool> ParkAsync(Deadline deadline, CancellationToken cancellationToken)
    {
        if (Interception.IsEnabled && Interception.Scheduler is { } scheduler)
            return await scheduler.ParkAsync(this, !deadline.IsNever, cancellationToken).ConfigureAwait(false);
        var awaited = _awaited!;
        using var cancellation = cancellationToken.UnsafeRegister(static (awaited, token) => ((TaskCompletionSource<bool>)awaited!).TrySetCanceled(token), awaited);
        if (deadline.IsNever)
            return await awaited.Task.ConfigureAwait(false);
        using var timer = new Timer(static awaited => ((TaskCompletionSource<bool>)awaited!).TrySetResult(false), awaited, deadline.Left, Timeout.InfiniteTimeSpan);
        return await awaited.Task.ConfigureAwait(false);
    }

    /// <summary>A place for the queue, not linked yet.</summary>
    internal WaitPlace NewPlace(WaitQueue.Members queue)
    {
        var place = _spare ?? new WaitPlace(this);
        _places.Add(place);
        (_spare, place.Queue) = (null, queue);
        return place;
    }

    /// <summary>The place in the queue; null if there is none. The caller unlinks it, and then lets it be kept.</summary>
    internal WaitPlace? TakePlace(WaitQueue.Members queue)
    {
        // From the end: those who wait in many queues leave them in the opposite order.
        for (var index = _places.Count - 1; index >= 0; index--)
        {
            var place = _places[index];
            if (!ReferenceEquals(place.Queue, queue))
                continue;
            _places.RemoveAt(index);
            return place;
        }

        return null;
    }

    internal void Keep(WaitPlace place)
    {
        place.Queue = null;
        _spare ??= place;
    }

    private void EnterMonitor()
    {
        var backoff = default(Backoff);
        while (!Monitor.TryEnter(_monitor))
            backoff.Once();
    }
}
