// Correct: goes through a range page by page, in addresses
public sealed class Ept : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly Dictionary<ulong, ulong> _entries = new();

    public bool Map(ulong gpa, Func<ulong, ulong> pin)
    {
        var token = ReadBegin();
        var hpa = pin(gpa);
        using (_lock.EnterScope())
        {
            if (ReadRetry(token)) return false;
            _entries[gpa & ~0xfffUL] = hpa;
            return true;
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_lock.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            var range = invalidation.Overlap;
            for (ulong gpa = range.Start & ~0xfffUL; gpa < range.Last; gpa += 4096)
                _entries.Remove(gpa);
            return true;
        }
    }
}
