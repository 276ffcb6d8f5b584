namespace Reduced.N17; // MISS NSDK5008: a test for null does not show the notifier to anybody

public sealed class Q18(AddressSpace space)
{
    sealed class N : IntervalNotifier { protected override bool OnInvalidate(in Invalidation i) => true; }
    private N? _n;
    public void Open(AddressRange r) => _n = space.Get(r, () => new N());
    public bool Valid => _n is not null;
}
