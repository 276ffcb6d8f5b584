namespace NotifierSdk;

/// <summary>
/// Marks the second half of a split callback, called without the driver lock once every overlapping notifier was started. When it returns,
/// no shadow entry of the range may be left (protocol, section 5).
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class InvalidateFinishAttribute : Attribute;
