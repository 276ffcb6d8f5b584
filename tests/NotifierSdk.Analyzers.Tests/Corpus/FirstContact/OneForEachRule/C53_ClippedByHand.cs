// Correct: the range is clipped with Math.Max and Math.Min before it becomes indices
public sealed class Flags : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly byte[] _flags;
    private readonly AddressRange _mine;

    public Flags(AddressRange range)
    {
        _mine = range;
        _flags = new byte[range.Length >> 12];
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;

        using (scope)
        {
            SetSeq(invalidation.Sequence);
            var from = (Math.Max(invalidation.Range.Start, _mine.Start) - _mine.Start) >> 12;
            var to = (Math.Min(invalidation.Range.Last, _mine.Last) - _mine.Start) >> 12;
            for (var frame = from; frame <= to; frame++)
                _flags[frame] = 0;
        }

        return true;
    }
}
