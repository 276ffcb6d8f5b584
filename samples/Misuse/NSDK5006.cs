namespace Misuse.NSDK5006;

public sealed class Mapping(AddressSpace space)
{
    private readonly SortedSet<ulong> _pages = [];

    public void Unmap(AddressRange range)
    {
        var scope = space.BeginInvalidate(range, InvalidationEvent.Unmap);
        _pages.Remove(range.Start);
        scope.Dispose(); // not if Remove throws
    }
}
