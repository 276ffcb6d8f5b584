namespace NotifierSdk.Testing;

/// <summary>What an exploration found wrong.</summary>
public enum Verdict
{
    /// <summary>A thread of the scenario threw, or a check of the scenario failed.</summary>
    Failed,

    /// <summary>A shadow held, or was given, what the mapping no longer says.</summary>
    StaleShadow,

    /// <summary>A callback or a removal broke the order that the protocol prescribes.</summary>
    ProtocolViolation,

    /// <summary>What a collect step acquired was given back twice, or never.</summary>
    Leak,

    /// <summary>No thread can go on: each waits for another one, or for something that never comes.</summary>
    Deadlock,

    /// <summary>No thread can go on, although what one of them waits for has happened: nobody woke it.</summary>
    LostWakeup,

    /// <summary>The threads take steps for ever.</summary>
    Livelock,

    /// <summary>A thread is blocked in something that the explorer does not control.</summary>
    ForeignBlocking,

    /// <summary>The same schedule led to other steps when it was run again, so a result would prove nothing.</summary>
    NotDeterministic,

    /// <summary>A driver saves a sequence and holds no lock that the explorer controls: it holds none, or one of another kind than <see cref="DriverLock"/>.</summary>
    UnseenLock,
}
