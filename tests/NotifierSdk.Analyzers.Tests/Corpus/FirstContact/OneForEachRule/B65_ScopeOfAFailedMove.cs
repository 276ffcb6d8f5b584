// Breaks: NSDK5006
// Bug: a move that fails returns with the invalidation still begun
public sealed class Compactor(AddressSpace space)
{
    private readonly List<AddressRange> _holes = [];

    public bool Move(AddressRange from, Func<AddressRange, bool> copy)
    {
        var scope = space.BeginInvalidate(from, InvalidationEvent.Migrate);
        if (!copy(from))
            return false;
        _holes.Add(from);
        scope.Dispose();
        return true;
    }
}
