namespace NotifierSdk;

/// <summary>What validation mode reports (protocol, section 9).</summary>
public enum ValidationRule
{
    /// <summary>A callback accepted an invalidation without <c>SetSeq</c> while read sections of its notifier were open: they will not collide.</summary>
    SequenceNotSaved,

    /// <summary><c>SetSeq</c> or <c>ReadRetry</c> was called without the lock that an earlier call of the same notifier was made under.</summary>
    WithoutDriverLock,

    /// <summary>A token was checked by another notifier than the one that gave it.</summary>
    ForeignToken,

    /// <summary>A thread began a read section, and then another one of the same notifier, without a <c>ReadRetry</c> in between.</summary>
    SectionNotChecked,

    /// <summary>A callback returned with a driver lock held that it was not called with.</summary>
    LockKeptByCallback,

    /// <summary>Locks and waits are ordered both ways round: this can deadlock, although it did not this time.</summary>
    LockOrder,
}
