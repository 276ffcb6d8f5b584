// Correct: takes the lock behind Remove, and so waits for its commits
public sealed class Careful : IntervalNotifier, IDisposable
{
    private readonly object _sync = new();
    private MemoryStream? _stream = new();

    public bool Append(byte value)
    {
        var token = ReadBegin();
        lock (_sync)
        {
            if (_stream is null || ReadRetry(token))
                return false;
            _stream.WriteByte(value);
            return true;
        }
    }

    public void Dispose()
    {
        Remove();
        lock (_sync)
        {
            _stream?.Dispose();
            _stream = null;
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_sync)
        {
            SetSeq(invalidation.Sequence);
            _stream?.SetLength(0);
        }

        return true;
    }
}
