namespace NotifierSdk;

/// <summary>
/// Marks the method that drops a range from the shadow. The generator overrides <see cref="IntervalNotifier.OnInvalidate"/>. The override takes the driver lock, saves the sequence of the invalidation, and calls
/// the method under the lock.
/// </summary>
/// <remarks>
/// <para>
/// The method takes <c>in Invalidation</c>, <c>Invalidation</c>, <see cref="AddressRange"/>, or nothing. An <see cref="AddressRange"/> parameter gets <see cref="Invalidation.Overlap"/>, the part of the change that
/// lies inside the notifier's range. The method returns <c>void</c>, or it returns <c>bool</c>, where false means that it would have to block and the invalidation is not blockable.
/// </para>
/// <para>The method may be called as soon as the notifier is being inserted, and for several invalidations at once. It must not throw.</para>
/// </remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class InvalidateAttribute : Attribute
{
    /// <summary>
    /// Gets or sets whether the callback accepts changes that the driver announced itself without touching the sequence or the shadow. A change is the driver's own if its <see cref="Invalidation.Owner"/> is the
    /// same object as the <see cref="IntervalNotifier.Owner"/> of the notifier. Null never matches.
    /// </summary>
    public bool IgnoreOwn { get; set; }

    /// <summary>
    /// Gets or sets the events that the shadow does not depend on. The callback accepts them without touching the sequence or the shadow. A shadow that maps pages without copying their contents can ignore
    /// <see cref="InvalidationEvent.Write"/>.
    /// </summary>
    public InvalidationEvent[] IgnoreEvents { get; set; } = [];
}
