// Correct: a driver by hand that waits for its commits, and frees afterwards
public sealed class DmaBuffer : IntervalNotifier, IDisposable
{
    private readonly Lock _lock = new();
    private readonly MemoryStream _staging = new();
    private ulong _iova;

    public bool Stage(ulong iova, byte[] bytes)
    {
        var token = ReadBegin();
        lock (_lock)
        {
            if (ReadRetry(token)) return false;
            _staging.Write(bytes);
            _iova = iova;
            return true;
        }
    }

    public void Dispose()
    {
        if (IsInserted)
            Remove();
        _staging.Dispose();
    }

    protected override void WaitForCommits()
    {
        lock (_lock) { }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_lock)
        {
            SetSeq(invalidation.Sequence);
            _staging.SetLength(0);
            _iova = 0;
        }

        return true;
    }
}
