// Breaks: NSDK4001
// Bug: the cache retires a region, which removes it, under the lock that its callback takes
public sealed class Cache(AddressSpace space, int most)
{
    private readonly Queue<Region> _regions = new();
    internal DriverLock Gate { get; } = new("cache");
    public Region Get(AddressRange range)
    {
        var made = new Region(this);
        space.Insert(made, range);
        using (Gate.EnterScope())
        {
            _regions.Enqueue(made);
            Shrink();
        }
        return made;
    }
    private void Shrink()
    {
        while (_regions.Count > most)
            _regions.Dequeue().Retire();
    }
}
public sealed class Region(Cache cache) : IntervalNotifier
{
    private readonly Cache _cache = cache;
    private bool _isValid = true;
    public bool IsValid { get { using (_cache.Gate.EnterScope()) return _isValid; } }
    internal void Retire()
    {
        _isValid = false;
        Leave();
    }
    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_cache.Gate.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            _isValid = false;
            return true;
        }
    }
    private void Leave()
    {
        if (IsInserted)
            Remove();
    }
}
