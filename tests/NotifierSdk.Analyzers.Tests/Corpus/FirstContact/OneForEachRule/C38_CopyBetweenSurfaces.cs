// Correct: each token goes back to its own notifier, and both locks are taken in one order
public sealed class Blitter
{
    private readonly Surface2D _source;
    private readonly Surface2D _target;

    public Blitter(Surface2D source, Surface2D target) => (_source, _target) = (source, target);

    public bool Copy(AddressRange range)
    {
        for (var i = 0; i < 3; i++)
        {
            var from = _source.ReadBegin(range);
            var to = _target.ReadBegin(range);
            var pixels = _source.Fetch(range);
            using (_source.Gate.EnterScope())
            using (_target.Gate.EnterScope())
            {
                if (_source.ReadRetry(from) || _target.ReadRetry(to))
                    continue;
                _target.Keep(pixels);
                return true;
            }
        }

        return false;
    }
}

public sealed class Surface2D : IntervalNotifier
{
    private byte[]? _kept;

    public DriverLock Gate { get; } = new();

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!Gate.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            _kept = null;
        }

        return true;
    }

    public byte[] Fetch(AddressRange range) => new byte[range.Length];

    public void Keep(byte[] pixels) => _kept = pixels;
}
