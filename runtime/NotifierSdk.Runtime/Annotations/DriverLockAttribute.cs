namespace NotifierSdk;

/// <summary>
/// Marks the one lock that both the callback and the commits of a driver take.
/// </summary>
/// <remarks>
/// The member is a readonly field, or an expression-bodied property that returns a path of readonly members, for example where many regions share the lock of their device. Its type is <see cref="DriverLock"/>,
/// <see cref="Lock"/>, <see cref="object"/>, <c>SemaphoreSlim</c> with a count of one, <see cref="ReaderWriterLockSlim"/>, or a class of the author's own that has <c>Enter()</c> or <c>EnterScope()</c>,
/// <c>bool TryEnter()</c>, and <c>Exit()</c>, for example a spin lock, or one lock for each processor. On a parameter, the attribute has no effect (rules NSDK1005 and NSDK1014): store a parameter of a
/// primary constructor in a readonly field, and mark the field.
/// </remarks>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class DriverLockAttribute : Attribute
{
    /// <summary>Gets or sets whether commits take only the read lock of a <see cref="ReaderWriterLockSlim"/>, so that several faults can commit at the same time. A lock of the author's own needs <c>EnterShared()</c> and <c>ExitShared()</c> for it.</summary>
    public bool SharedCommit { get; set; }
}
