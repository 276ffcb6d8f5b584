namespace NotifierSdk.Testing;

/// <summary>Specifies the kind of failure that an exploration found.</summary>
public enum Verdict
{
    /// <summary>A thread or another function of the scenario threw an exception, or a check of the scenario failed.</summary>
    Failed,

    /// <summary>A shadow held an entry that the mapping no longer had, or a fault committed such an entry.</summary>
    StaleShadow,

    /// <summary>A callback or a removal broke the order that the protocol requires.</summary>
    ProtocolViolation,

    /// <summary>A page that a collect step had pinned was unpinned twice, or never.</summary>
    Leak,

    /// <summary>No thread can continue, because each waits for another thread or for something that never happens.</summary>
    Deadlock,

    /// <summary>No thread can continue, although the condition that one of them waits for is met. No other thread woke it.</summary>
    LostWakeup,

    /// <summary>The threads took the largest number of steps without coming to an end.</summary>
    Livelock,

    /// <summary>A thread was blocked in something that the explorer does not control.</summary>
    ForeignBlocking,

    /// <summary>The same schedule led to different steps when it ran again. A result would prove nothing. Or the schedule that <c>NOTIFIERSDK_REPLAY</c> asks for does not fit the test any more.</summary>
    NotDeterministic,

    /// <summary>A driver saves a sequence and holds no lock that the explorer controls: it holds none, or one of another kind than <see cref="DriverLock"/>.</summary>
    UnseenLock,
}
