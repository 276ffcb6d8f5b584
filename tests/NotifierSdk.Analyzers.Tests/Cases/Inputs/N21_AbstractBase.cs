namespace Reduced.N21; // MISS NSDK2002, NSDK3007: the derived class opens the sections, and has not run when the base class inserts

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
