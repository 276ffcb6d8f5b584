// Breaks: NSDK5002
// Bug: the factory inserts the mirror, and nobody removes it
public sealed class Mirror : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly Dictionary<ulong, ulong> _map = [];
    public bool TryPut(ReadToken token, ulong page, ulong frame)
    {
        using (_lock.EnterScope())
        {
            if (ReadRetry(token)) return false;
            _map[page] = frame;
            return true;
        }
    }
    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope)) return false;
        using (scope) { SetSeq(invalidation.Sequence); _map.Clear(); return true; }
    }
    protected override void WaitForCommits() { using (_lock.EnterScope()) { } }
}
public sealed class Machine
{
    private readonly Mirror _mirror;
    public Machine(AddressSpace space, AddressRange ram) => _mirror = Attach(space, ram);
    public bool IsWatched => _mirror.IsInserted;
    private static Mirror Attach(AddressSpace space, AddressRange ram)
    {
        var mirror = new Mirror();
        space.Insert(mirror, ram);
        return mirror;
    }
}
