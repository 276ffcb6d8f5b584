// Correct: the loop ends at a deadline
using System.Diagnostics;

public sealed class AudioBuffer : IntervalNotifier
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

    public short[]? Samples(Func<AddressRange, short[]> mix)
    {
        var watch = Stopwatch.StartNew();
        do
        {
            var token = ReadBegin(TimeSpan.FromMilliseconds(20));
            var mixed = mix(Range);
            lock (_sync)
            {
                if (!ReadRetry(token))
                    return _samples = mixed;
            }
        }
        while (watch.ElapsedMilliseconds < 100);
        return null;
    }
}
