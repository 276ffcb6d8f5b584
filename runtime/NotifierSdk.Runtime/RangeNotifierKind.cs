namespace NotifierSdk;

/// <summary>Specifies the calls that a range notifier gets: either starts, with or without ends, or invalidations of secondary TLBs.</summary>
public enum RangeNotifierKind
{
    /// <summary>Starts only. Only a notifier of this kind may refuse the start of a non-blockable invalidation.</summary>
    Start,

    /// <summary>Starts, and an end for each start that was accepted.</summary>
    StartAndEnd,

    /// <summary>Invalidations of secondary TLBs only. This kind is for hardware that walks the primary page table itself and caches what it finds.</summary>
    SecondaryTlbs,
}
