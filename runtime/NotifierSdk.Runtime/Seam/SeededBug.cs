namespace NotifierSdk.Seam;

/// <summary>The rules of the protocol that its models break on purpose (protocol, section 10), to be broken in this code by a test that must then fail.</summary>
/// <remarks>In production no code is left of them: the switch that guards them is a static readonly field.</remarks>
internal enum SeededBug
{
    None,

    /// <summary>precise.pml, NO_WAIT: a read section begins while an invalidation that hit the notifier runs.</summary>
    NoWait,

    /// <summary>precise.pml, ORDER: read begin looks at the hits, and at the slots, before the sequence.</summary>
    HitsBeforeSequence,

    /// <summary>precise.pml and batch.pml, NO_SCAN: an insert does not look for running invalidations.</summary>
    NoScan,

    /// <summary>precise.pml, REMOVE_NO_FLAG: a remove takes the notifier out of the tree and does not mark it.</summary>
    RemoveWithoutFlag,

    /// <summary>wake.pml, B_TAKEBACK: a hit given back by begin neither wakes nor completes a removal.</summary>
    SilentTakeBack,

    /// <summary>wake.pml, B_CHECKFIRST: an end looks for waiters before it frees its slot.</summary>
    WaitersFirst,

    /// <summary>wake.pml, B_SLOTWAKE: an invalidation that hit nobody frees its slot and wakes nobody.</summary>
    SlotFreedSilently,

    /// <summary>wake.pml, B_NOONCE: the removal step is not run once only.</summary>
    RemovalStepTwice,

    /// <summary>wake.pml, B_INSERTED: a reader may begin before the scan has ended.</summary>
    ReadBeforeScan,

    /// <summary>life.pml, B_LATE: the space is marked as released after its release invalidation.</summary>
    ReleasedLate,

    /// <summary>life.pml, B_RELREAD: readers do not look whether the space is released.</summary>
    ReleaseIgnored,

    /// <summary>life.pml, B_NOFINISH: a refusal skips the finish steps of those already started.</summary>
    FinishSkipped,

    /// <summary>life.pml, B_HITFIRST: hits are given back before the finish steps.</summary>
    HitBeforeFinish,

    /// <summary>batch.pml, without EPOCH: an update does not move the epoch.</summary>
    NoEpoch,

    /// <summary>batch.pml, without REWALK: begin does not collect once more after giving a hit back.</summary>
    NoSecondWalk,

    /// <summary>Remove takes the registration out of the tree before it waits for commits: a change that begins in between reaches nobody.</summary>
    RemovedBeforeCommits,

    /// <summary>The shadow is not dropped before the registration leaves the tree.</summary>
    ShadowKept,

    /// <summary>What an update takes away is not called until the shadow of it is dropped.</summary>
    NoResidue,

    /// <summary>A token collides only with the last invalidation that was saved.</summary>
    LastRangeOnly,

    /// <summary>reuse.pml, SHARED: a token of a former registration is taken for one of the present.</summary>
    RegistrationReused,
}

internal static class SeededBugs
{
    // A scenario's threads all run under one scheduler, which says what is seeded there.
    extension(SeededBug bug)
    {
        internal bool IsActive => Interception.IsEnabled && Interception.Scheduler?.Seeded == bug;
    }
}
