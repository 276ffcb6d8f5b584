namespace NotifierSdk;

/// <summary>Specifies how a fault ended.</summary>
public enum FaultStatus
{
    /// <summary>What was collected is committed, and nothing collided before the commit.</summary>
    Completed,

    /// <summary>Every attempt collided with an invalidation; nothing was committed.</summary>
    Collided,

    /// <summary>The time was up while an invalidation was still running, or between two attempts; nothing was committed.</summary>
    TimedOut,

    /// <summary>The collect step found nothing to mirror; nothing was committed.</summary>
    Unavailable,

    /// <summary>The notifier is not inserted, or was removed meanwhile; nothing was committed.</summary>
    Removed,

    /// <summary>The address space was released; nothing was committed.</summary>
    Released,
}
