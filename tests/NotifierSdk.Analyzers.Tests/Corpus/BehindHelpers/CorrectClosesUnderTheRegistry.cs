// Correct: the lock around the removal is one that no callback takes
public sealed class Registry
{
    private readonly object _sync = new();
    private readonly List<Region> _regions = [];
    public void Add(Region region) { lock (_sync) _regions.Add(region); }
    public void CloseAll()
    {
        lock (_sync)
        {
            foreach (var region in _regions)
                region.Close();
            _regions.Clear();
        }
    }
}
public sealed class Region : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly HashSet<ulong> _pages = [];
    public void Close() => TryRemove();
    public bool Pin(ulong page)
    {
        var token = ReadBegin(AddressRange.FromLength(page, 4096));
        using (_lock.EnterScope())
        {
            if (ReadRetry(token)) return false;
            return _pages.Add(page);
        }
    }
    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope)) return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            _pages.Clear();
            return true;
        }
    }
    protected override void WaitForCommits() { using (_lock.EnterScope()) { } }
}
