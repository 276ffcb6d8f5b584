// Breaks: NSDK2012
// Bug: nothing ends the loop while the range keeps changing
public sealed class AudioRing : IntervalNotifier
{
    private readonly Lock _sync = new();
    private short[]? _samples;

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (invalidation.IsBlockable)
            _sync.Enter();
        else if (!_sync.TryEnter())
            return false;

        SetSeq(invalidation.Sequence);
        _samples = null;
        _sync.Exit();
        return true;
    }

    public short[] Samples(Func<AddressRange, short[]> mix)
    {
        do
        {
            var token = ReadBegin();
            var mixed = mix(Range);
            lock (_sync)
            {
                if (!ReadRetry(token))
                    return _samples = mixed;
            }
        }
        while (true);
    }
}
