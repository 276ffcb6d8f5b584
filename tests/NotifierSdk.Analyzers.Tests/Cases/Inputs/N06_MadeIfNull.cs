namespace Reduced.N06; // MISS NSDK5002: the field is made by ??=

public sealed class Once(AddressSpace space)
{
    sealed class N : IntervalNotifier { protected override bool OnInvalidate(in Invalidation i) => true; }
    private N? _n;
    public void Open(AddressRange x) { _n ??= new N(); space.Insert(_n, x); }
}
