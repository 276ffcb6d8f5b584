namespace NotifierSdk;

/// <summary>Declares that the member is read and written only while the named lock is held.</summary>
/// <remarks>On a parameter, the attribute has no effect (rule NSDK1014): store a parameter of a primary constructor in a readonly field, and mark the field.</remarks>
/// <param name="lockName">The lock: a member's name, or a path such as <c>_device.Gate</c>.</param>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class GuardedByAttribute(string lockName) : Attribute
{
    /// <summary>The lock: a member's name, or a path such as <c>_device.Gate</c>.</summary>
    public string LockName { get; } = lockName;
}
