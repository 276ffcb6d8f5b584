// Breaks: NSDK4002
// Bug: the scope that the base class hands out is not disposed where the token is stale
public abstract class LockedDriver : IntervalNotifier
{
    private readonly DriverLock _gate = new("base");
    protected DriverLock.Scope Hold() => _gate.EnterScope();
    protected bool TryHold(in Invalidation invalidation, out DriverLock.Scope scope) => _gate.TryEnter(in invalidation, out scope);
    protected bool IsCurrent(ReadToken token) => !ReadRetry(token);
    protected override void WaitForCommits() { using (Hold()) { } }
}
public sealed class PageCache(Func<ulong, byte[]> load) : LockedDriver, IDisposable
{
    private readonly Dictionary<ulong, byte[]> _pages = [];
    public byte[]? Get(ulong page)
    {
        for (var attempt = 0; attempt < 8; attempt++)
        {
            var token = ReadBegin(AddressRange.FromLength(page << 12, 4096));
            var bytes = load(page);
            var held = Hold();
            if (!IsCurrent(token))
                return null;
            _pages[page] = bytes;
            held.Dispose();
            return bytes;
        }
        return null;
    }
    public void Dispose()
    {
        TryRemove();
        using (Hold())
            _pages.Clear();
    }
    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!TryHold(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            foreach (var page in invalidation.Overlap.Pages(4096))
                _pages.Remove(page);
            return true;
        }
    }
}
