// Correct: collected in parallel, committed at once
using System.Collections.Concurrent;

public sealed class Mirror(Func<ulong, ulong> walk) : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    [ShadowState] private readonly Dictionary<ulong, ulong> _map = [];

    public bool Fault(AddressRange range)
    {
        for (var attempt = 0; attempt < 8; attempt++)
        {
            var token = ReadBegin(range);
            var found = new ConcurrentDictionary<ulong, ulong>();
            Parallel.For((long)range.Start, (long)range.Last, page => found[(ulong)page] = walk((ulong)page));
            using (_lock.EnterScope())
            {
                if (ReadRetry(token)) continue;
                foreach (var (page, entry) in found) _map[page] = entry;
                return true;
            }
        }
        return false;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_lock.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            for (var page = invalidation.Range.Start; page <= invalidation.Range.Last; page++) _map.Remove(page);
        }
        return true;
    }
}
