namespace NotifierSdk;

/// <summary>
/// Marks the first half of a split callback, called under the driver lock after the sequence was saved: it begins the slow work and hands a
/// <see cref="FinishState"/> to the method marked <see cref="InvalidateFinishAttribute"/> (protocol, section 5).
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
