// Breaks: NSDK3004
// Bug: a busy engine refuses every invalidation, also those that must not be refused
public sealed class VideoDecoderPin : IntervalNotifier
{
    private readonly Lock _lock = new();
    private volatile bool _decoding;
    private nint _surface;

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (_decoding)
            return false;

        if (invalidation is { IsBlockable: true })
            _lock.Enter();
        else if (!_lock.TryEnter())
            return false;

        try
        {
            SetSeq(invalidation.Sequence);
            _surface = 0;
            return true;
        }
        finally
        {
            _lock.Exit();
        }
    }

    public void Begin(nint surface)
    {
        lock (_lock)
        {
            _surface = surface;
            _decoding = true;
        }
    }

    public void End() => _decoding = false;
}
