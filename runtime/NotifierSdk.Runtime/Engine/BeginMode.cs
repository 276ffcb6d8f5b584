namespace NotifierSdk.Engine;

/// <summary>What the callbacks of an invalidation may do to whoever announces it.</summary>
internal enum BeginMode
{
    /// <summary>They may wait, and one that throws stops the change.</summary>
    Blockable,

    /// <summary>They may wait; the change comes whatever they do, so a notifier whose callback throws has failed.</summary>
    BlockableWithoutVeto,

    /// <summary>They may not wait: one that would have to refuses the change.</summary>
    NonBlockable,
}
