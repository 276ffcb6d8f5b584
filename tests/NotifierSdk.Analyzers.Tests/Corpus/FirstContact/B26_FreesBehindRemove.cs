// Breaks: NSDK5011
// Bug: the pool gets its buffer back while a commit may still write to it
public sealed class PooledMirror : IntervalNotifier, IDisposable
{
    private readonly DriverLock _lock = new();
    private byte[] _copy = System.Buffers.ArrayPool<byte>.Shared.Rent(4096);
    private bool _valid;

    public bool Refresh(Func<AddressRange, byte[]> read)
    {
        var token = ReadBegin();
        var bytes = read(Range);
        using (_lock.EnterScope())
        {
            if (ReadRetry(token))
                return false;
            bytes.CopyTo(_copy, 0);
            _valid = true;
            return true;
        }
    }

    public void Dispose()
    {
        Remove();
        System.Buffers.ArrayPool<byte>.Shared.Return(_copy);
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_lock.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            _valid = false;
            return true;
        }
    }
}
