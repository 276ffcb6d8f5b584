// Breaks: NSDK3012
// Bug: the range of a release is the whole space, and becomes indices of an array of one region
public sealed class FrameFlags : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly byte[] _flags;
    private readonly ulong _first;

    public FrameFlags(AddressRange range)
    {
        _first = range.Start >> 12;
        _flags = new byte[range.Length >> 12];
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;

        using (scope)
        {
            SetSeq(invalidation.Sequence);
            var from = (invalidation.Range.Start >> 12) - _first;
            var to = (invalidation.Range.Last >> 12) - _first;
            for (var frame = from; frame <= to; frame++)
                _flags[frame] = 0;
        }

        return true;
    }
}
