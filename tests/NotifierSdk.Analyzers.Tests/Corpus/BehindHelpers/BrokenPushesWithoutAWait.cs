// Breaks: NSDK5011
// Bug: every step of the commit and of the removal is in a helper
public sealed class Ring : IDisposable
{
    private readonly ulong[] _slots = new ulong[64];
    public void Push(ulong value) => _slots[value % 64] = value;
    public void Dispose() => Array.Clear(_slots);
}
public sealed class Reader(Func<ulong, ulong> load) : IntervalNotifier, IDisposable
{
    private readonly Ring _ring = new();
    private readonly object _gate = new();
    public bool Sample(ulong address)
    {
        var token = Begin(address);
        var value = load(address);
        lock (_gate)
        {
            return Check(token) && Publish(value);
        }
    }
    public void Dispose()
    {
        Leave();
        Free();
    }
    private ReadToken Begin(ulong address) => ReadBegin(AddressRange.FromLength(address, 8));
    private bool Check(ReadToken token) => !ReadRetry(token);
    private bool Publish(ulong value)
    {
        _ring.Push(value);
        return true;
    }
    private void Leave() => TryRemove();
    private void Free() => _ring.Dispose();
    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_gate)
            SetSeq(invalidation.Sequence);
        return true;
    }
}
