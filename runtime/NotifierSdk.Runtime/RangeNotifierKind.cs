namespace NotifierSdk;

/// <summary>What a range notifier is called for. It has either starts, with or without ends, or the invalidations of secondary TLBs, never both (protocol, section 8).</summary>
public enum RangeNotifierKind
{
    /// <summary>Starts alone. Only this kind may refuse a start, where the invalidation is not blockable.</summary>
    Start,

    /// <summary>Starts, and an end for each start that was accepted.</summary>
    StartAndEnd,

    /// <summary>Invalidations of secondary TLBs alone: for hardware that walks the primary table itself and caches what it finds.</summary>
    SecondaryTlbs,
}
