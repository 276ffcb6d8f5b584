using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using NotifierSdk.Engine;
using NotifierSdk.Telemetry;
using NotifierSdk.Waiting;

namespace NotifierSdk;

/// <content>Subscribers to the whole space (protocol, section 8).</content>
public sealed partial class AddressSpace
{
    internal SharedRangeNotifiers Shared { get; } = new();

    /// <summary>Subscribes a range notifier. When it returns, no invalidation runs that it was not told of.</summary>
    /// <remarks>
    /// May wait for the invalidations that run now to end; callbacks can come before it returns. Never call it in a callback of this space or inside an
    /// invalidation scope of this thread.
    /// </remarks>
    /// <exception cref="InvalidOperationException">It is registered already, or its unregistration has not ended; or called where it would wait for itself.</exception>
    /// <exception cref="ObjectDisposedException">The space was released; the notifier is as it was.</exception>
    public void Register(RangeNotifier notifier)
    {
        ArgumentNullException.ThrowIfNull(notifier);
        ThreadContext.Current.ThrowIfInCallback(this, nameof(Register), "Register when the callback has returned.");
        ThreadContext.Current.ThrowIfInvalidating(this, AddressRange.All, nameof(Register));
        var registration = new RangeRegistration(notifier, this);
        if (!_ranges.TryAdd(registration))
            throw IsReleased ? Released("register a range notifier") : notifier.NotAttached(registration);

        // Those that ran at the swap may have looked at the list before it: they will send neither start nor end.
        if (_slots.FindRunning(AddressRange.All) is { } running)
        {
            var wait = new RangeWait(running);
            MeasuredWait.Until(ref wait, this, MeasuredWait.Register, Deadline.Never, CancellationToken.None);
        }
    }

    /// <summary>Ends the subscription: waits until no callback of it runs and no end is owed to it, and runs its <c>Release</c> if that has not run.</summary>
    /// <remarks>Never call it in a callback of this space or inside an invalidation scope of this thread. What was got with <c>Get</c> is put, not unregistered.</remarks>
    /// <exception cref="InvalidOperationException">It is not registered with this space; or called where it would wait for itself.</exception>
    public void Unregister(RangeNotifier notifier)
    {
        ArgumentNullException.ThrowIfNull(notifier);
        ThreadContext.Current.ThrowIfInCallback(this, nameof(Unregister), "Unregister when the callback has returned.");
        ThreadContext.Current.ThrowIfInvalidating(this, AddressRange.All, nameof(Unregister));
        var registration = notifier.CurrentRegistration;
        if (registration is { IsShared: true })
            throw new InvalidOperationException($"{notifier} is shared, and others may use it; what was got with {nameof(Get)} is given back with {nameof(Put)}.");
        if (registration is null || !ReferenceEquals(registration.Space, this) || !registration.TryBeginUnregister())
            throw new InvalidOperationException($"{notifier} is not registered with '{Name}', or was unregistered before; unregister once for each register.");

        try
        {
            // Still in the list: while the shadow stands, its notifier is told of every change.
            registration.RunRelease();
            WaitFor(new RangeRegistrationWait(registration, isForRelease: true), MeasuredWait.Unregister);
        }
        finally
        {
            _ranges.TryRemove(registration);
            WaitFor(new RangeRegistrationWait(registration, isForRelease: false), MeasuredWait.Unregister);
            registration.IsOver = true;
        }
    }

    /// <summary>The space's one range notifier of that type: made by the factory and registered for the first caller, counted for the others. Each needs one <see cref="Put"/>.</summary>
    /// <remarks>May wait, as <see cref="Register"/> does, and for another thread that makes the same. Types are told apart exactly, not by base class.</remarks>
    /// <exception cref="InvalidOperationException">The factory made another type, or the count would overflow; or called where it would wait for itself.</exception>
    /// <exception cref="ObjectDisposedException">The space was released.</exception>
    [SuppressMessage("Naming", "CA1716:Identifiers should not match keywords", Justification = "The pair Get and Put is the field's own.")]
    public T Get<T>(Func<T> factory)
        where T : RangeNotifier
    {
        ArgumentNullException.ThrowIfNull(factory);
        ThreadContext.Current.ThrowIfInCallback(this, nameof(Get), "Get it before, or when the callback has returned.");
        ThreadContext.Current.ThrowIfInvalidating(this, AddressRange.All, nameof(Get));
        return Shared.Get(this, factory);
    }

    /// <summary>Gives back what <see cref="Get"/> returned. After the last one it is called no more, its <c>Release</c> is not run, and it is freed once nothing of it runs.</summary>
    /// <remarks>Never waits; legal in a callback, <c>Release</c> among them.</remarks>
    /// <exception cref="InvalidOperationException">There was no <see cref="Get"/> for it.</exception>
    public void Put(RangeNotifier notifier)
    {
        ArgumentNullException.ThrowIfNull(notifier);
        Shared.Put(this, notifier);
    }

    /// <summary>Waits until everything whose last <see cref="Put"/> has been is freed.</summary>
    /// <remarks>Never call it in a callback of this space or inside an invalidation scope of this thread.</remarks>
    /// <exception cref="InvalidOperationException">Called where it would wait for itself.</exception>
    public void Synchronize()
    {
        ThreadContext.Current.ThrowIfInCallback(this, nameof(Synchronize), "Synchronize when the callback has returned.");
        ThreadContext.Current.ThrowIfInvalidating(this, AddressRange.All, nameof(Synchronize));
        WaitFor(new FreesWait(Shared), MeasuredWait.Synchronize);
    }

    /// <summary>Asks every range notifier to take the range's accessed marks away, flushing what caches them; whether any said that it was accessed.</summary>
    public bool ClearFlushYoung(AddressRange range) => CallAll(range, static (notifier, range) => notifier.RunClearFlushYoung(range), stopsAtTrue: false);

    /// <summary>Asks every range notifier to take the range's accessed marks away; whether any said that it was accessed.</summary>
    public bool ClearYoung(AddressRange range) => CallAll(range, static (notifier, range) => notifier.RunClearYoung(range), stopsAtTrue: false);

    /// <summary>Asks range notifiers, until one says yes, whether the page at the address was accessed.</summary>
    public bool TestYoung(ulong address) =>
        CallAll(AddressRange.FromLength(address, 1), static (notifier, range) => notifier.RunTestYoung(range.Start), stopsAtTrue: true);

    /// <summary>Tells the subscribers of secondary TLBs to drop the range, after the primary page table changed and before its pages are used again.</summary>
    public void InvalidateSecondaryTlbs(AddressRange range) => CallAll(
        range,
        static (notifier, range) =>
        {
            if (notifier.Kind == RangeNotifierKind.SecondaryTlbs)
                notifier.RunInvalidateSecondaryTlbs(range);
            return false;
        },
        stopsAtTrue: false);

    internal void RemoveRange(RangeRegistration registration) => _ranges.TryRemove(registration);

    /// <summary>Calls everybody, also after one threw; what was thrown is thrown together afterwards.</summary>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "A subscriber that throws must not keep the others from being told; the exceptions are thrown afterwards.")]
    private bool CallAll(AddressRange range, Func<RangeNotifier, AddressRange, bool> call, bool stopsAtTrue, [CallerMemberName] string operation = "")
    {
        var isAnyTrue = false;
        List<Exception>? failures = null;
        var thread = ThreadContext.Current;
        foreach (var registration in _ranges.Snapshot ?? [])
        {
            if (!registration.TryHold())
                continue;
            thread.EnterCallback(this);
            try
            {
                isAnyTrue |= call(registration.Notifier, range);
            }
            catch (Exception exception)
            {
                (failures ??= []).Add(new InvalidOperationException($"{operation} of {Describe(registration.Notifier)} threw on {range}: {exception.Message}", exception));
            }
            finally
            {
                thread.LeaveCallback();
                registration.GiveBack();
            }

            if (isAnyTrue && stopsAtTrue)
                break;
        }

        return failures is null
            ? isAnyTrue
            : throw new AggregateException($"{failures.Count} range notifier(s) of '{Name}' threw in {operation} of {range}; all others were told. The first: {failures[0].Message}", failures);
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "The space dies whatever a subscriber does: the exception is reported.")]
    private void ReleaseAll(RangeRegistration[] registrations)
    {
        foreach (var registration in registrations)
        {
            if (!registration.TryHold())
                continue;
            Exception? thrown = null;
            try
            {
                registration.RunRelease();
                // Perhaps Unregister runs it, on another thread: whoever disposes the space frees the memory next.
                WaitFor(new RangeRegistrationWait(registration, isForRelease: true), MeasuredWait.Unregister);
            }
            catch (Exception exception)
            {
                thrown = exception;
            }
            finally
            {
                registration.GiveBack();
            }

            // Not while the notifier is held: a handler may unregister it.
            if (thrown is not null)
                Report(registration.Notifier, $"The release callback of {Describe(registration.Notifier)} threw.", thrown);
        }
    }

    private void WaitFor<TCondition>(TCondition condition, string waitedFor)
        where TCondition : IWaitCondition => MeasuredWait.Until(ref condition, this, waitedFor, Deadline.Never, CancellationToken.None);
}
