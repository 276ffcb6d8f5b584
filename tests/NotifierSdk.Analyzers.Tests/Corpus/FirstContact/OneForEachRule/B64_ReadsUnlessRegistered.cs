// Breaks: NSDK5004
// Bug: the notifier is inserted with tracing on only, and the reader begins sections in any case
public sealed class TraceMirror : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly bool _tracing;
    private byte[] _last = [];

    public TraceMirror(AddressSpace space, AddressRange range, bool tracing)
    {
        _tracing = tracing;
        if (_tracing)
            space.Insert(this, range);
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            _last = [];
        }

        return true;
    }

    public bool Sample(Func<byte[]> read)
    {
        var token = ReadBegin();
        var bytes = read();
        using (_lock.EnterScope())
        {
            if (ReadRetry(token))
                return false;
            _last = bytes;
            return true;
        }
    }

    public void Stop()
    {
        if (_tracing)
            Remove();
    }
}
