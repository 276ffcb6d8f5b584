namespace NotifierSdk.Runtime.Tests.Exploration;

/// <summary>What the author of a driver gets wrong, though the runtime is right.</summary>
public enum AuthorMistake
{
    None,

    /// <summary>precise.pml, RETRY_OUTSIDE: the fault asks for a collision before it takes the lock.</summary>
    RetryOutsideLock,

    /// <summary>precise.pml, NO_LOCK_CB: the callback takes no lock.</summary>
    NoLockInCallback,

    /// <summary>precise.pml, NO_SETSEQ: the callback saves no sequence.</summary>
    NoSequence,

    /// <summary>The callback leaves the lock between the drop and the sequence.</summary>
    SequenceAfterDrop,
}
