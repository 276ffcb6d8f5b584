namespace NotifierSdk;

/// <summary>
/// Marks the first half of a split callback. It is called under the driver lock after the sequence was saved. It begins the slow work, and returns a <see cref="FinishState"/> for the method that is marked
/// with <see cref="InvalidateFinishAttribute"/>.
/// </summary>
/// <remarks>An <see cref="AddressRange"/> parameter of either half is given <see cref="Invalidation.Overlap"/>.</remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class InvalidateStartAttribute : Attribute
{
    /// <inheritdoc cref="InvalidateAttribute.IgnoreOwn"/>
    public bool IgnoreOwn { get; set; }

    /// <inheritdoc cref="InvalidateAttribute.IgnoreEvents"/>
    public InvalidationEvent[] IgnoreEvents { get; set; } = [];
}
