namespace NotifierSdk;

/// <summary>Specifies what happens to a change if a callback throws.</summary>
public enum InvalidationSource
{
    /// <summary>The caller can leave the mapping as it is. The begin throws, and the caller makes no change.</summary>
    CanVeto,

    /// <summary>The change happens regardless of the callbacks. The notifier that threw is marked as failed, and its faults commit nothing any more.</summary>
    CannotVeto,
}
