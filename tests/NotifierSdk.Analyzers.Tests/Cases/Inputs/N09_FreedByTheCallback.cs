namespace Reduced.N09; // MISS NSDK2016: the callback frees in a loop what the fault leaks

public sealed class Pins : IntervalNotifier
{
    private readonly object _l = new();
    private readonly Dictionary<ulong, System.Runtime.InteropServices.GCHandle> _h = [];
    public bool Up(ulong a, object o)
    {
        for (var n = 0; n < 4; n++)
        {
            var t = ReadBegin();
            var h = System.Runtime.InteropServices.GCHandle.Alloc(o, System.Runtime.InteropServices.GCHandleType.Pinned);
            lock (_l) { if (ReadRetry(t)) continue; _h[a] = h; return true; }
        }
        return false;
    }
    protected override bool OnInvalidate(in Invalidation inv) { lock (_l) { SetSeq(inv.Sequence); foreach (var h in _h.Values) h.Free(); _h.Clear(); } return true; }
}
