namespace NotifierSdk;

/// <summary>
/// Marks the first half of a split callback. It is called under the driver lock after the sequence was saved. It begins the slow work.
/// </summary>
/// <remarks>
/// The method can return <c>void</c>, <c>bool</c>, or a <see cref="FinishState"/>. A method that returns <c>void</c> or <c>bool</c> can take an <c>out</c> <see cref="FinishState"/> instead. The state goes to
/// the method that is marked with <see cref="InvalidateFinishAttribute"/>. An <see cref="AddressRange"/> parameter of either half is given <see cref="Invalidation.Overlap"/>.
/// </remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class InvalidateStartAttribute : Attribute
{
    /// <inheritdoc cref="InvalidateAttribute.IgnoreOwn"/>
    public bool IgnoreOwn { get; set; }

    /// <inheritdoc cref="InvalidateAttribute.IgnoreEvents"/>
    public InvalidationEvent[] IgnoreEvents { get; set; } = [];
}
