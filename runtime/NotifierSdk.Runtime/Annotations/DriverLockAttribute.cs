namespace NotifierSdk;

/// <summary>
/// Marks the one lock that both the callback and the commits of a driver take.
/// </summary>
/// <remarks>
/// The member is a readonly field, or an expression-bodied property that returns a path of readonly members, for example where many regions share the lock of their device. Its type is <see cref="DriverLock"/>,
/// <see cref="Lock"/>, <see cref="object"/>, <c>SemaphoreSlim</c> with a count of one, or <see cref="ReaderWriterLockSlim"/>.
/// </remarks>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class DriverLockAttribute : Attribute
{
    /// <summary>Gets or sets whether commits take only the read lock of a <see cref="ReaderWriterLockSlim"/>, so that several faults can commit at the same time.</summary>
    public bool SharedCommit { get; set; }
}
