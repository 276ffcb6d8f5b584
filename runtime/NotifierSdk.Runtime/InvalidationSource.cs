namespace NotifierSdk;

/// <summary>What becomes of a change if a callback throws.</summary>
public enum InvalidationSource
{
    /// <summary>The announcer can leave the mapping as it is: begin throws, and it does.</summary>
    CanVeto,

    /// <summary>The change happens whatever the callbacks do: the notifier that threw is marked as failed, and nothing of it is committed any more.</summary>
    CannotVeto,
}
