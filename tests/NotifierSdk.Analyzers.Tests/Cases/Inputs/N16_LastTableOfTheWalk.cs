namespace Reduced.N16; // MISS NSDK2018: computed with, not returned as it is

public sealed partial class Q15(Func<ulong, ulong> walk) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new();
    private readonly Dictionary<ulong, ulong> _p = [];
    private ulong _lastTable; private ulong _lastKey;
    [Fault(Collect = nameof(Walk), Commit = nameof(Add))]
    public partial FaultStatus Fault(AddressRange page);
    private ulong Walk(AddressRange page)
    {
        var key = page.Start >> 21;
        if (key != _lastKey) { _lastTable = walk(page.Start); _lastKey = key; }
        return _lastTable + (page.Start & 0x1fffff);
    }
    private void Add(AddressRange page, ulong v) => _p[page.Start] = v;
    [Invalidate] private void Drop(AddressRange r) { foreach (var k in _p.Keys.ToArray()) if (r.Contains(k)) _p.Remove(k); }
}
