// Correct: an array that covers the notifier's range, indexed by the overlap
public sealed class Bitmap : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly bool[] _present;
    private readonly ulong _base;

    public Bitmap(AddressRange range)
    {
        _base = range.Start;
        _present = new bool[(range.Length + 4095) / 4096];
    }

    public bool Set(ulong address)
    {
        var token = ReadBegin();
        using (_lock.EnterScope())
        {
            if (ReadRetry(token)) return false;
            _present[(address - _base) / 4096] = true;
            return true;
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_lock.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            var hit = invalidation.Overlap;
            for (var n = (hit.Start - _base) / 4096; n <= (hit.Last - _base) / 4096; n++)
                _present[n] = false;
            return true;
        }
    }
}
