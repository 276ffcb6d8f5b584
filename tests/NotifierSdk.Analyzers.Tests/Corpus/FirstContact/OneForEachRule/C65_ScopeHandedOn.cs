// Correct: a scope is disposed on both ways, and a refused one not at all
public sealed class Mover(AddressSpace space)
{
    private readonly List<AddressRange> _holes = [];

    public bool Move(AddressRange from, Func<AddressRange, bool> copy)
    {
        var scope = space.BeginInvalidate(from, InvalidationEvent.Migrate);
        try
        {
            if (!copy(from))
                return false;
            _holes.Add(from);
            return true;
        }
        finally
        {
            scope.Dispose();
        }
    }

    public bool TryReclaim(AddressRange range, Action<AddressRange> reclaim)
    {
        if (!space.TryBeginInvalidate(range, InvalidationEvent.Clear, out var scope))
            return false;
        using (scope)
            reclaim(range);
        return true;
    }
}
