// Breaks: NSDK5001
// Bug: the clean-up removes a region that was never inserted
public sealed class RegionHost
{
    public sealed class Region : IntervalNotifier
    {
        protected override bool OnInvalidate(in Invalidation invalidation) => true;
    }

    private readonly AddressSpace _space;

    public RegionHost(AddressSpace space) => _space = space;

    public void Run(AddressRange range, Action<Region> body)
    {
        var region = new Region();
        try
        {
            if (range.Length % 4096 != 0)
                throw new ArgumentException("The range must be a number of pages.", nameof(range));
            _space.Insert(region, range);
            body(region);
        }
        finally
        {
            region.Remove();
        }
    }
}
