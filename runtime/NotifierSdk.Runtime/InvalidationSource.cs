namespace NotifierSdk;

/// <summary>Specifies what happens to a change if a callback throws.</summary>
public enum InvalidationSource
{
    /// <summary>The caller can leave the mapping as it is. The begin throws, and the caller makes no change.</summary>
    CanVeto,

    /// <summary>
    /// The change happens regardless of the callbacks. An interval notifier that throws is marked as failed: its faults commit nothing any more. A range notifier that throws gets no
    /// <c>InvalidateRangeEnd</c> for this change. In both cases, <see cref="AddressSpace.Error"/> is raised.
    /// </summary>
    CannotVeto,
}
