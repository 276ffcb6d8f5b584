// Correct: the answer is computed in one expression
public sealed class DecoderPin : IntervalNotifier
{
    private readonly Lock _lock = new();
    private volatile bool _decoding;
    private nint _surface;

    protected override bool OnInvalidate(in Invalidation invalidation) =>
        invalidation.IsBlockable ? Wait(invalidation.Sequence) : !_decoding && Try(invalidation.Sequence);

    private bool Wait(InvalidationSequence sequence)
    {
        lock (_lock)
        {
            return Drop(sequence);
        }
    }

    private bool Try(InvalidationSequence sequence)
    {
        if (!_lock.TryEnter())
            return false;
        try
        {
            return Drop(sequence);
        }
        finally
        {
            _lock.Exit();
        }
    }

    private bool Drop(InvalidationSequence sequence)
    {
        SetSeq(sequence);
        _surface = 0;
        return true;
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
