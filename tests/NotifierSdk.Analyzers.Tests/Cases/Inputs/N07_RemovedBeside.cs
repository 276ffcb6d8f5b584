namespace Reduced.N07; // MISS NSDK5010: the change is a Remove of the page table

public sealed class Vma2(AddressSpace space)
{
    private readonly Dictionary<ulong, ulong> _pt = [];
    public void Unmap(AddressRange r)
    {
        using (space.BeginInvalidate(r, InvalidationEvent.Unmap))
        {
        }
        _pt.Remove(r.Start);
    }
}
