// Breaks: NSDK5004
// Bug: the constructor inserts through a helper, under a condition that the reader does not ask
public sealed class Watch : IntervalNotifier
{
    private int _hits;
    public int Hits => Volatile.Read(ref _hits);
    protected override bool OnInvalidate(in Invalidation invalidation) { Interlocked.Increment(ref _hits); SetSeq(invalidation.Sequence); return true; }
}
public sealed class Tracer : IDisposable
{
    private readonly Watch _watch = new();
    private readonly bool _isOn;
    private readonly AddressSpace _space;
    public Tracer(AddressSpace space, AddressRange range, bool isOn)
    {
        _space = space;
        _isOn = isOn;
        Start(range);
    }
    public int Count() => Read();
    public void Dispose() { if (_isOn) _watch.Remove(); }
    private int Read()
    {
        var token = _watch.ReadBegin();
        return token.GetHashCode() == 0 ? 0 : _watch.Hits;
    }
    private void Start(AddressRange range)
    {
        if (_isOn)
            _space.Insert(_watch, range);
    }
}
