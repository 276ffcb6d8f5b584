namespace Reduced.N05; // MISS NSDK3007: a factory sets the field behind the insert

public sealed class Half : IntervalNotifier
{
    private Dictionary<ulong, ulong> _m = null!;
    public static Half Create(AddressSpace space, AddressRange r)
    {
        var h = new Half();
        space.Insert(h, r);
        h._m = new Dictionary<ulong, ulong>();
        return h;
    }
    protected override bool OnInvalidate(in Invalidation inv) { lock (this) _m.Clear(); return true; }
    public void Close() => Remove();
}
