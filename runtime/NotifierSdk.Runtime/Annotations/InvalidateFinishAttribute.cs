namespace NotifierSdk;

/// <summary>
/// Marks the second half of a split callback. It is called without the driver lock after the first half of every overlapping notifier was called. When it returns, the shadow must have no entry of the range.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class InvalidateFinishAttribute : Attribute;
