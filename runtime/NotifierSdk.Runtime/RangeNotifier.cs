using NotifierSdk.Engine;
using NotifierSdk.Seam;
using NotifierSdk.Telemetry;

namespace NotifierSdk;

/// <summary>Represents a subscription to a whole address space, for secondary MMUs that follow all of it.</summary>
/// <remarks>
/// The callbacks run on the thread that announces the change, and may run for several invalidations at once. The newest subscriber is called first, after the interval notifiers. A callback must not throw, register,
/// unregister, or begin an invalidation of the same space. All members may be called from any thread.
/// </remarks>
/// <param name="kind">The calls that the notifier gets.</param>
public abstract class RangeNotifier(RangeNotifierKind kind)
{
    private RangeRegistration? _registration;

    /// <summary>Gets the calls that the notifier gets.</summary>
    public RangeNotifierKind Kind { get; } = kind is >= RangeNotifierKind.Start and <= RangeNotifierKind.SecondaryTlbs
        ? kind
        : throw new ArgumentOutOfRangeException(nameof(kind), kind, $"{(int)kind} is not a {nameof(RangeNotifierKind)}.");

    /// <summary>Gets whether the notifier is registered with a space.</summary>
    public bool IsRegistered => CurrentRegistration is { IsRemoved: false };

    // Pairs with the compare-exchange in Attach.
    internal RangeRegistration? CurrentRegistration => Word.Read(ref _registration, this, nameof(_registration));

    /// <summary>Called when a range is about to change.</summary>
    /// <returns>False if the notifier would have to block and the invalidation is not blockable. Only a notifier of kind <see cref="RangeNotifierKind.Start"/> may return false.</returns>
    protected virtual bool InvalidateRangeStart(in Invalidation invalidation) => true;

    /// <summary>Called once for each accepted start when its change is over, with the same range, event, and owner.</summary>
    protected virtual void InvalidateRangeEnd(in Invalidation invalidation)
    {
    }

    /// <summary>Called once for each registration when the space is released or the notifier is unregistered: drops the whole shadow. The last <c>Put</c> never calls it.</summary>
    protected virtual void Release()
    {
    }

    /// <summary>Called once, on the thread pool, after the last <c>Put</c> when no callback of the notifier runs any more: frees what the notifier holds.</summary>
    protected virtual void Free()
    {
    }

    /// <summary>Clears the accessed marks of the range and flushes what caches them, so that the next access is seen.</summary>
    /// <returns>True if any page of the range was accessed.</returns>
    protected virtual bool ClearFlushYoung(AddressRange range) => false;

    /// <summary>Clears the accessed marks of the range without flushing, so the next access may not be seen.</summary>
    /// <returns>True if any page of the range was accessed.</returns>
    protected virtual bool ClearYoung(AddressRange range) => false;

    /// <summary>Returns whether the page at the address was accessed.</summary>
    protected virtual bool TestYoung(ulong address) => false;

    /// <summary>Called to drop what the hardware has cached of the range. Only notifiers of kind <see cref="RangeNotifierKind.SecondaryTlbs"/> get this call.</summary>
    protected virtual void InvalidateSecondaryTlbs(AddressRange range)
    {
    }

    internal bool Start(in Invalidation invalidation)
    {
        if (!CallbackMeasurement.IsEnabled)
            return InvalidateRangeStart(in invalidation);
        using (CallbackMeasurement.OfStart(this, in invalidation))
            return InvalidateRangeStart(in invalidation);
    }

    internal void End(in Invalidation invalidation)
    {
        if (!CallbackMeasurement.IsEnabled)
        {
            InvalidateRangeEnd(in invalidation);
            return;
        }

        using (CallbackMeasurement.OfEnd(this, in invalidation))
            InvalidateRangeEnd(in invalidation);
    }

    internal void RunRelease() => Release();

    internal void RunFree() => Free();

    internal bool RunClearFlushYoung(AddressRange range) => ClearFlushYoung(range);

    internal bool RunClearYoung(AddressRange range) => ClearYoung(range);

    internal bool RunTestYoung(ulong address) => TestYoung(address);

    internal void RunInvalidateSecondaryTlbs(AddressRange range) => InvalidateSecondaryTlbs(range);

    /// <summary>Makes the registration the notifier's own; false if the former one has not ended.</summary>
    internal bool TryAttach(RangeRegistration registration)
    {
        while (true)
        {
            var former = CurrentRegistration;
            if (former is { IsOver: false })
                return false;
            if (Word.CompareExchange(ref _registration, registration, former, this, nameof(_registration)))
                return true;
        }
    }

    internal InvalidOperationException NotAttached(RangeRegistration registration) => new(
        $"{this} cannot be registered with '{registration.Space.Name}': it is registered with '{CurrentRegistration?.Space.Name}', or its removal from there has not ended. Unregister it first.");
}
