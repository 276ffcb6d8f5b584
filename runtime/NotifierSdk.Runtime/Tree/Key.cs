namespace NotifierSdk.Tree;

/// <summary>What entries are ordered by: the start of their range, then their id.</summary>
internal readonly record struct Key
{
    internal Key(ulong start, long id)
    {
        Start = start;
        OrderedId = (ulong)id ^ (1UL << 63); // the order of signed ids, as that of unsigned lanes
    }

    private Key(ulong start, ulong orderedId)
    {
        Start = start;
        OrderedId = orderedId;
    }

    internal ulong Start { get; }

    internal ulong OrderedId { get; }

    internal long Id => (long)(OrderedId ^ (1UL << 63));

    internal static Key FromLanes(ulong start, ulong orderedId) => new(start, orderedId);
}
