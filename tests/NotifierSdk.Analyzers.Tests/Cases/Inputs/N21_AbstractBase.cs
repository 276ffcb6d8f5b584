namespace Reduced.N21; // MISS NSDK2002: the derived class opens the sections

public abstract class Base : IntervalNotifier
{
    protected Base(AddressSpace space, AddressRange range) => space.Insert(this, range);

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        SetSeq(invalidation.Sequence);
        Forget(invalidation.Range);
        return true;
    }

    protected abstract void Forget(AddressRange range);
}
