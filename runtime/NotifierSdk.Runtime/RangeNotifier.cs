using NotifierSdk.Engine;
using NotifierSdk.Seam;
using NotifierSdk.Telemetry;

namespace NotifierSdk;

/// <summary>A subscriber to a whole address space, for secondary MMUs that follow all of it (protocol, section 8).</summary>
/// <remarks>
/// Its callbacks run on the thread that announces the change, perhaps for several invalidations at once, newest subscriber first, after those of
/// the interval notifiers. As those they must not throw, register, unregister, or begin an invalidation of the same space. Members may be
/// called from any thread.
/// </remarks>
/// <param name="kind">What it is called for.</param>
public abstract class RangeNotifier(RangeNotifierKind kind)
{
    private RangeRegistration? _registration;

    /// <summary>What it is called for.</summary>
    public RangeNotifierKind Kind { get; } = kind is >= RangeNotifierKind.Start and <= RangeNotifierKind.SecondaryTlbs
        ? kind
        : throw new ArgumentOutOfRangeException(nameof(kind), kind, $"{(int)kind} is no {nameof(RangeNotifierKind)}.");

    /// <summary>Whether it is registered with a space.</summary>
    public bool IsRegistered => CurrentRegistration is { IsRemoved: false };

    // Pairs with the compare-exchange in Attach.
    internal RangeRegistration? CurrentRegistration => Word.Read(ref _registration, this, nameof(_registration));

    /// <summary>A range is about to change.</summary>
    /// <returns>False: it would have to block, and the invalidation is not blockable. Only for <see cref="RangeNotifierKind.Start"/>.</returns>
    protected virtual bool InvalidateRangeStart(in Invalidation invalidation) => true;

    /// <summary>The change of an accepted start is over. Called once for each, with the same range, event and owner.</summary>
    protected virtual void InvalidateRangeEnd(in Invalidation invalidation)
    {
    }

    /// <summary>The space dies, or the notifier is unregistered: drop the whole shadow. Called once for each registration; the last <c>Put</c> never calls it.</summary>
    protected virtual void Release()
    {
    }

    /// <summary>Nothing of the notifier runs any more, after its last <c>Put</c>: free what it holds. Called once, on the thread pool.</summary>
    protected virtual void Free()
    {
    }

    /// <summary>Takes the range's accessed marks away, so that the next access is seen, flushing what caches them.</summary>
    /// <returns>Whether any page of the range was accessed.</returns>
    protected virtual bool ClearFlushYoung(AddressRange range) => false;

    /// <summary>Takes the range's accessed marks away without flushing: the next access may go unseen.</summary>
    /// <returns>Whether any page of the range was accessed.</returns>
    protected virtual bool ClearYoung(AddressRange range) => false;

    /// <summary>Whether the page at the address was accessed.</summary>
    protected virtual bool TestYoung(ulong address) => false;

    /// <summary>Drops what the hardware cached of the range. Only for <see cref="RangeNotifierKind.SecondaryTlbs"/>.</summary>
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
