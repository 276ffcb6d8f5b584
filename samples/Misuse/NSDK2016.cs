namespace Misuse.NSDK2016;

public sealed partial class Mirror : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new();
    [ShadowState] private readonly Dictionary<ulong, PinnedPages> _shadow = [];

    [Invalidate]
    private void Drop(AddressRange range) => _shadow.Clear();

    [Fault(Collect = nameof(Pin), Commit = nameof(Map))]
    public partial FaultStatus Fault(AddressRange range);

    private static PinnedPages Pin(AddressRange range) => new(range);

    private void Map(AddressRange range, PinnedPages pages) => _shadow[range.Start] = pages;
}

public sealed class PinnedPages(AddressRange range) : IDisposable
{
    public void Dispose() => GC.KeepAlive(range);
}
