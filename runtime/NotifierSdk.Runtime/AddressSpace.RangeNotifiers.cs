using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using NotifierSdk.Engine;
using NotifierSdk.Telemetry;
using NotifierSdk.Waiting;

namespace NotifierSdk;

/// <content>Subscribers to the whole space.</content>
public sealed partial class AddressSpace
{
    internal SharedRangeNotifiers Shared { get; } = new();

    /// <summary>Subscribes a range notifier. When the method returns, the notifier knows about every invalidation that runs.</summary>
    /// <remarks>
    /// May wait for the end of the invalidations that run now. Callbacks may be called before the method returns. Do not call it in a callback of this space or inside an
    /// invalidation scope of this thread.
    /// </remarks>
    /// <exception cref="InvalidOperationException">The notifier is already registered, its unregistration has not ended, or the call would wait for itself.</exception>
    /// <exception cref="ObjectDisposedException">The space was released. The notifier is unchanged.</exception>
    /// <exception cref="ThreadInterruptedException">
    /// The wait was interrupted. The notifier is not registered, and its <c>Release</c> is not called. Before this exception is thrown, the method waits until no callback of the notifier runs and no end
    /// callback is due. If that wait is interrupted too, call <see cref="Unregister"/> to repeat it.
    /// </exception>
    public void Register(RangeNotifier notifier)
    {
        ArgumentNullException.ThrowIfNull(notifier);
        ThreadContext.ThrowIfInCallback(this, nameof(Register), "Register when the callback has returned.");
        ThreadContext.ThrowIfInvalidating(this, AddressRange.All, nameof(Register));
        var registration = new RangeRegistration(notifier, this);
        if (!_ranges.TryAdd(registration))
            throw IsReleased ? Released("register a range notifier") : notifier.NotAttached(registration);

        try
        {
            // Those that ran at the swap may have looked at the list before it: they will send neither start nor end.
            if (_slots.FindRunning(AddressRange.All) is { } running)
            {
                var wait = new RangeWait(running);
                MeasuredWait.Until(ref wait, this, MeasuredWait.Register, Deadline.Never, CancellationToken.None);
            }
        }
        catch
        {
            // Its caller will not unregister it. False: another thread does so already.
            if (registration.TryBeginUnregister())
            {
                registration.SkipRelease();
                TakeOut(registration);
            }

            throw;
        }
    }

    /// <summary>Ends the subscription. Waits until no callback of the notifier runs and no end callback is due, and runs its <c>Release</c> if that has not run.</summary>
    /// <remarks>Do not call it in a callback of this space or inside an invalidation scope of this thread. For a notifier from <c>Get</c>, call <c>Put</c> instead.</remarks>
    /// <exception cref="InvalidOperationException">The notifier is not registered with this space, or the call would wait for itself.</exception>
    /// <exception cref="ThreadInterruptedException">
    /// The wait was interrupted. No invalidation that begins afterwards calls the notifier, but a callback may still run, and an end callback may still be due. To wait again, call the method again. Until
    /// then, the notifier cannot be registered.
    /// </exception>
    public void Unregister(RangeNotifier notifier)
    {
        ArgumentNullException.ThrowIfNull(notifier);
        ThreadContext.ThrowIfInCallback(this, nameof(Unregister), "Unregister when the callback has returned.");
        ThreadContext.ThrowIfInvalidating(this, AddressRange.All, nameof(Unregister));
        var registration = notifier.CurrentRegistration;
        if (registration is { IsShared: true })
            throw new InvalidOperationException($"{notifier} is shared, and others may use it; what was got with {nameof(Get)} is given back with {nameof(Put)}.");
        if (registration is null || !ReferenceEquals(registration.Space, this) || !registration.TryBeginUnregister())
            throw new InvalidOperationException($"{notifier} is not registered with '{Name}', or was unregistered before; unregister once for each register.");

        try
        {
            // Still in the list: while the shadow stands, its notifier is told of every change.
            registration.RunRelease();
        }
        finally
        {
            TakeOut(registration);
        }
    }

    /// <summary>Gets the one range notifier of the type in this space. For the first caller, the factory creates it and the space registers it. Each call needs one call of <see cref="Put(RangeNotifier)"/>.</summary>
    /// <remarks>May wait in the same way as <see cref="Register"/>, and for another thread that creates the same notifier. Types are compared exactly, not by base class.</remarks>
    /// <exception cref="InvalidOperationException">The factory created another type, the count would overflow, or the call would wait for itself.</exception>
    /// <exception cref="ObjectDisposedException">The space was released.</exception>
    /// <exception cref="ThreadInterruptedException">The wait was interrupted. Do not call <c>Put</c>. A notifier that the factory created is not registered, in the same way as after <see cref="Register"/>.</exception>
    [SuppressMessage("Naming", "CA1716:Identifiers should not match keywords", Justification = "The pair Get and Put is the field's own.")]
    public T Get<T>(Func<T> factory)
        where T : RangeNotifier
    {
        ArgumentNullException.ThrowIfNull(factory);
        ThreadContext.ThrowIfInCallback(this, nameof(Get), "Get it before, or when the callback has returned.");
        ThreadContext.ThrowIfInvalidating(this, AddressRange.All, nameof(Get));
        return Shared.Get(this, factory);
    }

    /// <summary>Gives back a notifier that <see cref="Get{T}(Func{T})"/> returned. After the last call, the notifier gets no more callbacks, not even <c>Release</c>. It is freed when no callback of it runs any more.</summary>
    /// <remarks>The method never waits, and may be called in a callback, including <c>Release</c>.</remarks>
    /// <exception cref="InvalidOperationException"><see cref="Get{T}(Func{T})"/> was not called for the notifier.</exception>
    public void Put(RangeNotifier notifier)
    {
        ArgumentNullException.ThrowIfNull(notifier);
        Shared.Put(this, notifier);
    }

    /// <summary>Waits until every range notifier is freed, and every interval notifier is removed, whose last <c>Put</c> was called.</summary>
    /// <remarks>Do not call it in a callback of this space or inside an invalidation scope of this thread.</remarks>
    /// <exception cref="InvalidOperationException">The call would wait for itself.</exception>
    public void Synchronize()
    {
        ThreadContext.ThrowIfInCallback(this, nameof(Synchronize), "Synchronize when the callback has returned.");
        ThreadContext.ThrowIfInvalidating(this, AddressRange.All, nameof(Synchronize));
        WaitFor(new FreesWait(Shared), MeasuredWait.Synchronize);
        WaitForSharedIntervals();
    }

    /// <summary>Asks every range notifier to clear the accessed marks of the range and to flush what caches them. Returns whether any of them reports that the range was accessed.</summary>
    /// <exception cref="AggregateException">Callbacks threw. All other callbacks were called.</exception>
    public bool ClearFlushYoung(AddressRange range) => CallAll(range, static (notifier, range) => notifier.RunClearFlushYoung(range), stopsAtTrue: false);

    /// <summary>Asks every range notifier to clear the accessed marks of the range. Returns whether any of them reports that the range was accessed.</summary>
    /// <exception cref="AggregateException">Callbacks threw. All other callbacks were called.</exception>
    public bool ClearYoung(AddressRange range) => CallAll(range, static (notifier, range) => notifier.RunClearYoung(range), stopsAtTrue: false);

    /// <summary>Asks the range notifiers whether the page at the address was accessed, until one of them says that it was.</summary>
    /// <exception cref="AggregateException">Callbacks threw. The other range notifiers were asked, until one of them said that the page was accessed.</exception>
    public bool TestYoung(ulong address) =>
        CallAll(AddressRange.FromLength(address, 1), static (notifier, range) => notifier.RunTestYoung(range.Start), stopsAtTrue: true);

    /// <summary>Tells the subscribers for secondary TLBs to drop the range. Call it after the primary page table has changed and before its pages are used again.</summary>
    /// <exception cref="AggregateException">Callbacks threw. All other callbacks were called.</exception>
    public void InvalidateSecondaryTlbs(AddressRange range) => CallAll(
        range,
        static (notifier, range) =>
        {
            if (notifier.Kind == RangeNotifierKind.SecondaryTlbs)
                notifier.RunInvalidateSecondaryTlbs(range);
            return false;
        },
        stopsAtTrue: false);

    /// <summary>Ends the registration for whoever has begun to unregister it: takes it out of the list, and waits until nothing of it runs. If that throws, it can be repeated.</summary>
    private void TakeOut(RangeRegistration registration)
    {
        var isOver = false;
        try
        {
            try
            {
                // Perhaps Dispose runs it, on another thread.
                WaitFor(new RangeRegistrationWait(registration, isForRelease: true), MeasuredWait.Unregister);
            }
            finally
            {
                _ranges.TryRemove(registration);
            }

            WaitFor(new RangeRegistrationWait(registration, isForRelease: false), MeasuredWait.Unregister);
            isOver = true;
        }
        finally
        {
            registration.EndUnregister(isOver);
        }
    }

    internal void RemoveRange(RangeRegistration registration) => _ranges.TryRemove(registration);

    /// <summary>Calls everybody, also after one threw; what was thrown is thrown together afterwards.</summary>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "A subscriber that throws must not keep the others from being told; the exceptions are thrown afterwards.")]
    private bool CallAll(AddressRange range, Func<RangeNotifier, AddressRange, bool> call, bool stopsAtTrue, [CallerMemberName] string operation = "")
    {
        var isAnyTrue = false;
        List<Exception>? failures = null;
        if (_ranges.Snapshot is not { } registrations)
            return false;
        var frame = default(CallbackFrame);
        var callback = ThreadContext.EnterCallback(this, ref frame);
        try
        {
            foreach (var registration in registrations)
            {
                if (registration.TryHold())
                    Call(registration);
                if (isAnyTrue && stopsAtTrue)
                    break;
            }
        }
        finally
        {
            callback.Leave();
        }

        return failures is null
            ? isAnyTrue
            : throw new AggregateException($"{failures.Count} range notifier(s) of '{Name}' threw in {operation} of {range}. The exceptions did not stop the other calls. The first: {failures[0].Message}", failures);

        void Call(RangeRegistration registration)
        {
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
                registration.GiveBack();
            }
        }
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
