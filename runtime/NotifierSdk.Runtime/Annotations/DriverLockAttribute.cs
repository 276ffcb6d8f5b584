namespace NotifierSdk;

/// <summary>
/// Marks the one lock that the callback and the commits of a driver both take: a readonly field, or an expression-bodied property that is a path
/// of readonly members, as when many regions share their device's lock.
/// </summary>
/// <remarks>It is a <see cref="DriverLock"/>, <see cref="Lock"/>, <see cref="object"/>, <c>SemaphoreSlim</c> of one, or <see cref="ReaderWriterLockSlim"/>.</remarks>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class DriverLockAttribute : Attribute
{
    /// <summary>Whether commits hold only the read lock of a <see cref="ReaderWriterLockSlim"/>, so that several faults commit at once.</summary>
    public bool SharedCommit { get; set; }
}
