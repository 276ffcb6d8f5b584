namespace Misuse.NSDK2018;

public sealed partial class Mirror(Func<ulong, byte[]> read) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new();
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, byte[]> _blocks = [];
    private ulong _page;
    private byte[]? _bytes;

    [Fault(Collect = nameof(Read), Commit = nameof(Map))]
    public partial FaultStatus Fault(AddressRange block);

    private byte[] Read(AddressRange block)
    {
        if (_bytes is null || _page != block.Start >> 12)
        {
            _page = block.Start >> 12;
            _bytes = read(block.Start);
        }

        return _bytes;
    }

    private void Map(AddressRange block, byte[] bytes) => _blocks[block.Start] = bytes;

    [Invalidate]
    private void Drop() => _blocks.Clear();
}
