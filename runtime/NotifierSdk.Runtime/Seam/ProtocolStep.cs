namespace NotifierSdk.Seam;

/// <summary>What the runtime tells an explorer in the words of the protocol, so that its oracle can judge and its report can be read.</summary>
internal enum ProtocolStep
{
    /// <summary>An invalidation is published in its slot; callbacks follow. The number is its event.</summary>
    Begin,

    /// <summary>Its callbacks have returned: its owner changes the mapping now.</summary>
    Begun,

    /// <summary>It was refused or vetoed: the mapping does not change.</summary>
    Refused,

    /// <summary>It has ended.</summary>
    End,

    /// <summary>A callback is called. The number is the sequence.</summary>
    CallbackStart,

    /// <summary>It has returned; the outcome is whether it accepted.</summary>
    CallbackEnd,

    /// <summary>A finish step is called.</summary>
    FinishStart,

    /// <summary>It has returned.</summary>
    FinishEnd,

    /// <summary>A callback has saved the sequence.</summary>
    SequenceSaved,

    /// <summary>A generated callback accepts what its author said the shadow does not depend on.</summary>
    Ignored,

    /// <summary>A read section has begun; the number is the sequence of its token.</summary>
    ReadBegun,

    /// <summary>A token was checked under the lock; the outcome is whether it collided.</summary>
    Retried,

    /// <summary>A removal begins.</summary>
    RemoveBegin,

    /// <summary>Remove returns.</summary>
    RemoveEnd,

    /// <summary>The registration has ended, and its driver is told.</summary>
    Removed,
}
