namespace NotifierSdk;

/// <summary>Declares that the method is called only while the named lock is held.</summary>
/// <param name="lockName">The lock: a member's name, or a path such as <c>_device.Gate</c>.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Property)]
public sealed class RequiresLockAttribute(string lockName) : Attribute
{
    /// <summary>The lock: a member's name, or a path such as <c>_device.Gate</c>.</summary>
    public string LockName { get; } = lockName;
}
