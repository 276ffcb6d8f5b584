using System.Diagnostics.CodeAnalysis;
using NotifierSdk.Engine;
using NotifierSdk.Telemetry;
using NotifierSdk.Waiting;

namespace NotifierSdk;

/// <content>Interval notifiers that several mappings of one range share.</content>
public sealed partial class AddressSpace
{
    private readonly SharedIntervalNotifiers _sharedIntervals = new();

    /// <summary>
    /// Gets the one interval notifier of the type for the range in this space. For the first caller, the factory creates it and the space inserts it. Each call needs one call of
    /// <see cref="Put(IntervalNotifier)"/>.
    /// </summary>
    /// <remarks>
    /// May wait for another thread that creates the same notifier. Types are compared exactly, not by base class, and ranges by both bounds. The callback of the notifier can be called before the method returns.
    /// </remarks>
    /// <param name="range">The range that the notifier is inserted for.</param>
    /// <param name="factory">Creates the notifier, and does not insert it. A notifier can be returned again when the removal that its last <c>Put</c> began has ended. No lock is held while it runs.</param>
    /// <exception cref="InvalidOperationException">The factory created another type, or returned a notifier that is inserted, whose last <c>Put</c> was not called, or whose removal has not ended; the count would overflow, or the call would wait for itself.</exception>
    /// <exception cref="ObjectDisposedException">The space was released.</exception>
    [SuppressMessage("Naming", "CA1716:Identifiers should not match keywords", Justification = "The pair Get and Put is the field's own.")]
    public T Get<T>(AddressRange range, Func<T> factory)
        where T : IntervalNotifier
    {
        ArgumentNullException.ThrowIfNull(factory);
        ThreadContext.ThrowIfInCallback(this, nameof(Get), "Get it before, or when the callback has returned.");
        return _sharedIntervals.Get(this, range, factory);
    }

    /// <summary>
    /// Gives back a notifier that <see cref="Get{T}(AddressRange, Func{T})"/> returned. The last call removes the notifier in the same way as <see cref="IntervalNotifier.RemoveLater"/>. Override
    /// <c>OnRemoved</c> to free what the notifier holds.
    /// </summary>
    /// <remarks>
    /// The method never waits, and may be called in a callback. <see cref="Synchronize"/> waits until the notifier is removed. If the notifier was removed before, the last call does nothing more, even if
    /// the notifier was inserted again.
    /// </remarks>
    /// <exception cref="InvalidOperationException"><see cref="Get{T}(AddressRange, Func{T})"/> was not called for the notifier.</exception>
    public void Put(IntervalNotifier notifier)
    {
        ArgumentNullException.ThrowIfNull(notifier);
        _sharedIntervals.Put(this, notifier);
    }

    private void WaitForSharedIntervals()
    {
        while (_sharedIntervals.FindLeaving() is { } registration)
        {
            var wait = new RemovalWait(registration, isRunByCaller: false);
            MeasuredWait.Until(ref wait, this, MeasuredWait.Synchronize, Deadline.Never, CancellationToken.None);
        }
    }
}
