// Breaks: NSDK2009
// Bug: the destination's token is checked by the source
public sealed class CopyEngine
{
    private readonly Surface _source;
    private readonly Surface _target;

    public CopyEngine(Surface source, Surface target) => (_source, _target) = (source, target);

    public bool Copy(AddressRange range)
    {
        for (var i = 0; i < 3; i++)
        {
            var from = _source.ReadBegin(range);
            var to = _target.ReadBegin(range);
            var pixels = _source.Fetch(range);
            using (_source.Gate.EnterScope())
            {
                if (_source.ReadRetry(from) || _source.ReadRetry(to))
                    continue;
                _target.Keep(pixels);
                return true;
            }
        }

        return false;
    }
}

public sealed class Surface : IntervalNotifier
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
