namespace Reduced.N20; // FALSE ALARM NSDK5001: an out variable of a loop's condition is another notifier in each turn

public sealed class Owner : IDisposable
{
    private readonly Stack<Region> _regions = new();

    public Region Add(AddressSpace space, AddressRange range)
    {
        var region = new Region();
        space.Insert(region, range);
        _regions.Push(region);
        return region;
    }

    public void Dispose()
    {
        while (_regions.TryPop(out var region))
            region.Remove();
    }

    public sealed class Region : IntervalNotifier
    {
        protected override bool OnInvalidate(in Invalidation invalidation) => true;
    }
}
