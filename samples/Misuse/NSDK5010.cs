namespace Misuse.NSDK5010;

public sealed class Owner(AddressSpace space, Action<AddressRange> unmap)
{
    public void Unmap(AddressRange range)
    {
        using (space.BeginInvalidate(range, InvalidationEvent.Unmap))
        {
        }

        unmap(range);
    }
}
