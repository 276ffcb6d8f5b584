namespace RdmaOdp.Machine;

/// <summary>Counts the traces that stale page-table entries leave in physical memory. It is the same for every driver, and knows of none.</summary>
public sealed class Checker
{
    private long _stale;
    private string? _first;

    /// <summary>How often a frame was not what its owner had every right to expect.</summary>
    public long Stale => Interlocked.Read(ref _stale);

    /// <summary>The first trace, in words.</summary>
    public string? First => Volatile.Read(ref _first);

    /// <summary>A transfer, the owner or the allocator found a frame damaged, or somebody else's.</summary>
    internal void Expect(string? damage, int frame, string finder)
    {
        if (damage is null)
            return;
        Interlocked.Increment(ref _stale);
        Interlocked.CompareExchange(ref _first, $"{finder} found that frame {frame} {damage}", null);
    }
}
