// Breaks: NSDK5010
// Bug: the mapping is changed first, and announced when it is done
public interface IMapping { void Unmap(ulong address, ulong length); }

public sealed class GuestAddressSpace(AddressSpace space, IMapping host)
{
    private readonly Dictionary<ulong, ulong> _regions = new();

    public void Map(ulong address, ulong length) => _regions[address] = length;

    public void Unmap(ulong address)
    {
        if (!_regions.Remove(address, out var length))
            throw new ArgumentException($"Nothing is mapped at {address:x}.", nameof(address));
        host.Unmap(address, length);
        using (space.BeginInvalidate(AddressRange.FromLength(address, length), InvalidationEvent.Unmap))
        {
        }
    }
}
