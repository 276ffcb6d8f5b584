namespace NotifierSdk;

/// <summary>
/// Marks the method that drops a range from the shadow. The generator overrides <see cref="IntervalNotifier.OnInvalidate"/>, takes the driver
/// lock, saves the invalidation's sequence, and calls the method under the lock (protocol, section 2).
/// </summary>
/// <remarks>
/// The method takes <c>in Invalidation</c>, <c>Invalidation</c>, <see cref="AddressRange"/> or nothing, and returns <c>void</c>, or <c>bool</c>
/// (false: it would have to block, and the invalidation is not blockable). An <see cref="AddressRange"/> is given <see cref="Invalidation.Overlap"/>: the
/// part of the change that lies inside the notifier's range. The method may be called from the moment of the insert on, for several
/// invalidations at once, and must not throw.
/// </remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class InvalidateAttribute : Attribute
{
    /// <summary>
    /// Whether changes that the driver announced itself are accepted without touching sequence or shadow: those whose
    /// <see cref="Invalidation.Owner"/> is the notifier's own <see cref="IntervalNotifier.Owner"/>, by reference; null is never its own.
    /// </summary>
    public bool IgnoreOwn { get; set; }

    /// <summary>
    /// Events that the shadow does not depend on: they are accepted without touching sequence or shadow. A shadow that maps pages, and copies
    /// nothing of what they contain, may ignore <see cref="InvalidationEvent.Write"/>.
    /// </summary>
    public InvalidationEvent[] IgnoreEvents { get; set; } = [];
}
