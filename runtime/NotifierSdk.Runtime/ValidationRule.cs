namespace NotifierSdk;

/// <summary>Specifies what validation mode reports.</summary>
public enum ValidationRule
{
    /// <summary>A callback accepted an invalidation without <c>SetSeq</c> while read sections of its notifier were open. These sections will not collide.</summary>
    SequenceNotSaved,

    /// <summary><c>SetSeq</c> or <c>ReadRetry</c> was called without the lock that was held at an earlier call for the same notifier.</summary>
    WithoutDriverLock,

    /// <summary>A token was checked by a notifier other than the one that created it.</summary>
    ForeignToken,

    /// <summary>A thread began a read section, took the driver lock, and began another read section of the same notifier without calling <c>ReadRetry</c> for the first one.</summary>
    SectionNotChecked,

    /// <summary>A callback returned while holding a driver lock that was not held when it was called.</summary>
    LockKeptByCallback,

    /// <summary>Two locks were taken in both orders, or a lock was held around a wait for invalidations and also taken in a callback, or two locks of the same name were held at once. This can deadlock, although it did not this time.</summary>
    LockOrder,
}
