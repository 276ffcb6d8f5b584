namespace RdmaOdp.Machine;

/// <summary>A place for a region. Regions come and go with their contexts; the place, its number and its counters stay.</summary>
public sealed class RegionSlot
{
    private volatile LiveRegion? _live;

    internal RegionSlot(int index) => Index = index;

    /// <summary>The number of the place, from 0 on.</summary>
    public int Index { get; }

    /// <summary>What happened in this place.</summary>
    public RegionCounters Counters { get; } = new();

    /// <summary>The number of the context whose region it is now.</summary>
    public int Context => _live?.Context ?? 0;

    internal LiveRegion? Live
    {
        get => _live;
        set => _live = value;
    }
}

/// <summary>The region that is in a place now, and the buffer behind it.</summary>
internal sealed record LiveRegion(int Context, ApplicationBuffer Buffer, IMemoryRegion Region);
