// Breaks: NSDK1008
// Bug: mappings are cached and nothing tells the cache when the memory behind them is freed
// Read in: https://github.com/gpudirect/libgdsync/issues/54
public sealed partial class MappingCache : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new();
    private readonly Dictionary<ulong, ulong> _mappings = [];

    [Fault(Commit = nameof(Keep))]
    public partial bool Map(AddressRange range);

    private void Keep(AddressRange range) => _mappings[range.Start] = range.Last;

    [Invalidate]                                                           //+
    private void Free(AddressRange range) => _mappings.Remove(range.Start);     //+
}
